/** Every group of routes. A new one is a file beside this and one line here. */

import type { Routes } from '../context.ts';
import { captureRoutes } from './captures.ts';
import { changeRoutes } from './changes.ts';
import { deviceEditRoutes } from './device-edits.ts';
import { deviceRoutes } from './devices.ts';
import { healthRoutes } from './health.ts';
import { identityRoutes } from './identity.ts';
import { peopleRoutes } from './people.ts';
import { savedQueryRoutes } from './saved-queries.ts';
import { signInRoutes } from './sign-in.ts';

export const ROUTES: readonly Routes[] = [
  signInRoutes,
  healthRoutes,
  peopleRoutes,
  changeRoutes,
  captureRoutes,
  deviceRoutes,
  deviceEditRoutes,
  identityRoutes,
  savedQueryRoutes,
];
