/** How the tables of all commands look. */

/** A table whose rows have no lines between them. */
export const NO_RULES_BETWEEN_ROWS = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
