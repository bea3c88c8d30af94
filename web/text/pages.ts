/** Titles of pages for the navigation: with the first load, while the words of a page come with it. */

export const pagesText = {
  sensors: 'Sensors',
  administration: 'Administration',
  person: 'Person',
  invitations: 'Invitations',
  reviews: 'Reviews of access',
  places: 'Places',
  signInRules: 'Sign-in',
  keys: 'Keys of programs',
  audit: 'Audit log',
  breakGlass: 'Emergency access',
  invitation: 'Invitation',
} as const;
