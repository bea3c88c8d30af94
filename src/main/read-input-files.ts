/** Reads the files that people pass beside captures, and says in one sentence why one cannot be used. */

import fs from 'node:fs';
import { DecisionsFileError, type PersonDecision, parseDecisions } from '../identify/person-decisions.ts';
import {
  type PreviousDevice,
  PreviousInventoryError,
  parsePreviousInventory,
} from '../identify/previous-inventory.ts';
import { loadCategoryIds } from './load-knowledge.ts';

/** A file that cannot be used; the message is for people. */
export class InputFileError extends Error {
  override readonly name = 'InputFileError';
}

/** Octets of the largest file that is read: an inventory of some hundred thousand devices. */
const FILE_OCTETS = 1 << 29;

/** The decisions in a file. Throws InputFileError. */
export function readDecisions(path: string): PersonDecision[] {
  const document = readJsonFile(path);
  try {
    return parseDecisions(document, loadCategoryIds());
  } catch (error) {
    if (error instanceof DecisionsFileError)
      throw new InputFileError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** The devices of an earlier inventory in a file. Throws InputFileError. */
export function readPreviousInventory(path: string): PreviousDevice[] {
  const document = readJsonFile(path);
  try {
    return parsePreviousInventory(document);
  } catch (error) {
    if (error instanceof PreviousInventoryError)
      throw new InputFileError(`${path} is no earlier inventory: ${error.message}`, { cause: error });
    throw error;
  }
}

function readJsonFile(path: string): unknown {
  let text: string;
  try {
    if (fs.statSync(path).size > FILE_OCTETS)
      throw new InputFileError(`${path} is larger than ${FILE_OCTETS} octets`);
    text = fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof InputFileError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new InputFileError(`${path} cannot be read: ${why}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputFileError(`${path} is not JSON`, { cause: error });
  }
}
