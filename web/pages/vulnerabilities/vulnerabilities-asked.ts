/** The list of vulnerabilities as it opens, without a filter: the same question by the page and ahead of it. */

export const VULNERABILITIES_PATH = '/api/vulnerabilities';
export const FIRST_SORT = 'rank';
export const PAGE_ROWS = 100;

export const VULNERABILITIES_ASKED = { sort: FIRST_SORT, limit: PAGE_ROWS };
