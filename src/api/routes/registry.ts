/** Every group of routes. A new one is a file beside this and one line here. */

import type { Routes } from '../context.ts';
import { captureRoutes } from './captures.ts';
import { changeRoutes } from './changes.ts';
import { conversationRoutes } from './conversations.ts';
import { deviceRoutes } from './devices.ts';
import { healthRoutes } from './health.ts';
import { peopleRoutes } from './people.ts';
import { retentionRoutes } from './retention.ts';
import { signInRoutes } from './sign-in.ts';
import { trafficMapRoutes } from './traffic-map.ts';

export const ROUTES: readonly Routes[] = [
  signInRoutes,
  healthRoutes,
  peopleRoutes,
  changeRoutes,
  captureRoutes,
  deviceRoutes,
  conversationRoutes,
  trafficMapRoutes,
  retentionRoutes,
];
