/** Captures and their upload; parts of a file are sent by `api/upload.ts`. */

import { Captures, Upload, UploadRequest } from '../../../src/contract/capture.ts';
import { WatchedFolders } from '../../../src/contract/watched-folder.ts';
import { endpoint } from '../endpoint.ts';

export const listCaptures = endpoint({
  method: 'GET',
  path: '/api/captures',
  response: Captures,
  concerns: ['capture'],
});

export const listWatchedFolders = endpoint({
  method: 'GET',
  path: '/api/watched-folders',
  response: WatchedFolders,
});

export const beginUpload = endpoint({
  method: 'POST',
  path: '/api/uploads',
  body: UploadRequest,
  response: Upload,
});

export const findUpload = endpoint({ method: 'GET', path: '/api/uploads/:id', response: Upload });
