/** Sites and their units. */

import { Sites } from '../../../src/contract/place.ts';
import { endpoint } from '../endpoint.ts';

export const listSites = endpoint({ method: 'GET', path: '/api/sites', response: Sites });
