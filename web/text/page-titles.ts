/** Titles that the navigation shows before their pages are loaded: the rest of their words comes with them. */

export const pageTitles = { overview: 'Overview', map: 'Network map', retention: 'Retention' } as const;
