/** GET /api/watched-folders */

import { PROBLEMS } from '../../contract/problem.ts';
import { WatchedFolders } from '../../contract/watched-folder.ts';
import { watchedFolders } from '../../store/watched-folders.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';

export const watchedFolderRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/watched-folders', {
      // Paths of a server are for those who bring captures in, not for all who look at devices.
      config: { access: 'inventory:edit' },
      schema: {
        summary: 'The folders whose captures are taken in, and what is wrong with them',
        response: { 200: WatchedFolders, ...PROBLEMS },
      },
      handler: async (request) => {
        const found = await watchedFolders(database, callerOfRoute(request).organisation);
        return {
          folders: found.map(({ lookedAt, problemSince, passedOver, ...folder }) => ({
            ...folder,
            lookedAt: lookedAt.toISOString(),
            problemSince: problemSince?.toISOString() ?? null,
            passedOver: passedOver.toReversed(),
          })),
        };
      },
    });
  };
