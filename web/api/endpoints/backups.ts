/** Backups of the whole server. */

import { Backups } from '../../../src/contract/backup.ts';
import { endpoint } from '../endpoint.ts';

export const listBackups = endpoint({ method: 'GET', path: '/api/backups', response: Backups });
