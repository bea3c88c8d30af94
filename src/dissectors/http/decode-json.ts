/** Identity members of a JSON document: strings and numbers under an allow-listed name; nothing else is kept. */

import { type JsonScanLimits, scanJsonMembers } from '../encodings/json-members.ts';
import {
  IDENTITY_LABEL_LIMIT,
  IDENTITY_VALUE_LIMIT,
  type IdentityPairs,
  isIdentityLabel,
} from './identity-pairs.ts';

/** Levels of objects that describe the server itself; deeper ones describe parts. */
export const JSON_DEPTH_LIMIT = 2;

const LIMITS: JsonScanLimits = {
  depth: JSON_DEPTH_LIMIT,
  nameLength: IDENTITY_LABEL_LIMIT,
  valueLength: IDENTITY_VALUE_LIMIT,
};

/** Reads `text` into `pairs`; false when it is a FHIR resource, which describes something else than the server. */
export function readJsonIdentity(text: string, pairs: IdentityPairs): boolean {
  return scanJsonMembers(text, LIMITS, (name, value) => {
    if (name === 'resourceType') return false;
    if (isIdentityLabel(name)) pairs.add(name, value);
    return true;
  });
}
