/** Queries that people keep: the saved views of a list. */

import { Nothing } from '../../../src/contract/problem.ts';
import {
  SavedQueries,
  SavedQuery,
  SavedQueryChange,
  SavedQueryRequest,
} from '../../../src/contract/saved-query.ts';
import { endpoint } from '../endpoint.ts';

/** No change feed names them: only what one does oneself reads them again. */
const concerns = ['saved_query'];

export const listSavedQueries = endpoint({
  method: 'GET',
  path: '/api/saved-queries',
  response: SavedQueries,
  concerns,
});

export const addSavedQuery = endpoint({
  method: 'POST',
  path: '/api/saved-queries',
  body: SavedQueryRequest,
  response: SavedQuery,
  concerns,
});

export const changeSavedQuery = endpoint({
  method: 'PATCH',
  path: '/api/saved-queries/:id',
  body: SavedQueryChange,
  response: SavedQuery,
  concerns,
});

export const dropSavedQuery = endpoint({
  method: 'DELETE',
  path: '/api/saved-queries/:id',
  response: Nothing,
  concerns,
});
