/** Filters of SCIM (RFC 7644 3.4.2.2), as far as directories use them here: one comparison, `userName eq "ann@…"`. */

import { ScimError } from './scim-error.ts';

export interface Comparison {
  /** In lower case, without the URN of its schema: names of attributes have no case. */
  readonly attribute: string;
  readonly value: string | boolean | number | null;
}

const FILTER_LIMIT = 500;
const COMPARISON = /^\s*([A-Za-z][\w$.:-]*)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false|null|-?\d{1,15})\s*$/i;
const SCHEMA_PREFIX = /^urn:[\w.:-]*:/i;

/** Throws a ScimError for anything that is not one comparison with `eq`. */
export function parseFilter(text: string): Comparison {
  const [, attribute = '', literal = ''] = (text.length <= FILTER_LIMIT && COMPARISON.exec(text)) || [];
  if (attribute === '')
    throw new ScimError(
      400,
      'invalidFilter',
      'Only filters such as userName eq "ann@hospital.example" are supported.',
    );
  return { attribute: plainName(attribute), value: literalOf(literal) };
}

/** `urn:…:User:userName` and `userName` are the same attribute. */
export function plainName(attribute: string): string {
  return attribute.replace(SCHEMA_PREFIX, '').toLowerCase();
}

function literalOf(literal: string): Comparison['value'] {
  try {
    return JSON.parse(literal.startsWith('"') ? literal : literal.toLowerCase()) as Comparison['value'];
  } catch {
    throw new ScimError(400, 'invalidFilter', 'The value of the filter is not JSON.');
  }
}
