/** GET /api/backups */

import { Backups } from '../../contract/backup.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { listBackups } from '../../store/backups-taken.ts';
import type { Routes } from '../context.ts';

export const backupRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/backups', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'The backups of this server that were taken last; they are taken on its own machine',
        response: { 200: Backups, ...PROBLEMS },
      },
      handler: async () => {
        const found = await listBackups(database);
        return {
          backups: found.map(({ takenAt, ...backup }) => ({ ...backup, takenAt: takenAt.toISOString() })),
        };
      },
    });
  };
