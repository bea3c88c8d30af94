/** Documents of devices and products. */

import { Upload, UploadProgress } from '../../../src/contract/capture.ts';
import {
  Answers,
  AnswersQuery,
  Components,
  ComponentsQuery,
  DocumentRequest,
  Documents,
  DocumentsQuery,
  RemovedDocument,
} from '../../../src/contract/document.ts';
import { statesText } from '../../text/states.ts';
import { addressOf } from '../address.ts';
import { ContractError } from '../api-error.ts';
import { call, sendOctets } from '../client.ts';
import { endpoint, type RequestOf } from '../endpoint.ts';

const CONCERNS = ['document'] as const;
const PART_OCTETS = 4 * 1024 * 1024;

export const listDocuments = endpoint({
  method: 'GET',
  path: '/api/documents',
  query: DocumentsQuery,
  response: Documents,
  concerns: CONCERNS,
});

export const listComponents = endpoint({
  method: 'GET',
  path: '/api/documents/:id/components',
  query: ComponentsQuery,
  response: Components,
  concerns: CONCERNS,
});

export const listAnswers = endpoint({
  method: 'GET',
  path: '/api/documents/:id/answers',
  query: AnswersQuery,
  response: Answers,
  concerns: CONCERNS,
});

export const removeDocument = endpoint({
  method: 'DELETE',
  path: '/api/documents/:id',
  response: RemovedDocument,
  concerns: CONCERNS,
});

const beginDocument = endpoint({
  method: 'POST',
  path: '/api/documents',
  body: DocumentRequest,
  response: Upload,
});

/** What a document is of, and a note. */
export type DocumentOf = Omit<RequestOf<typeof beginDocument>['body'], 'file' | 'octets' | 'sha256'>;

/** Sends a document; it is read afterwards. Throws as `call` does. */
export async function sendDocument(file: File, of: DocumentOf, signal: AbortSignal): Promise<void> {
  const { id } = await call(beginDocument, { body: { file: file.name, octets: file.size, ...of } }, signal);
  for (let offset = 0; offset < file.size; ) {
    const address = addressOf('/api/uploads/:id', { id }, { offset });
    const sent = await sendOctets(address, file.slice(offset, offset + PART_OCTETS), signal);
    const answer = UploadProgress.safeParse(sent);
    if (!answer.success) throw new ContractError(statesText.notUnderstood, { cause: answer.error });
    offset = answer.data.received;
  }
}
