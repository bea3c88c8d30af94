/** Imports of other tools' records; their octets are sent by `api/upload.ts`. */

import { Upload } from '../../../src/contract/capture.ts';
import {
  Import,
  ImportConflicts,
  ImportConflictsQuery,
  ImportRequest,
  Imports,
} from '../../../src/contract/import.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['import'] as const;

export const listImports = endpoint({
  method: 'GET',
  path: '/api/imports',
  response: Imports,
  concerns: CONCERNS,
});
export const findImport = endpoint({
  method: 'GET',
  path: '/api/imports/:id',
  response: Import,
  concerns: CONCERNS,
});
export const listConflicts = endpoint({
  method: 'GET',
  path: '/api/imports/:id/conflicts',
  query: ImportConflictsQuery,
  response: ImportConflicts,
  concerns: CONCERNS,
});
export const beginImport = endpoint({
  method: 'POST',
  path: '/api/imports',
  body: ImportRequest,
  response: Upload,
});
