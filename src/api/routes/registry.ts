/** Every group of routes. A new one is a file beside this and one line here. */

import type { Routes } from '../context.ts';
import { captureRoutes } from './captures.ts';
import { changeRoutes } from './changes.ts';
import { deviceRoutes } from './devices.ts';
import { healthRoutes } from './health.ts';
import { keyRoutes } from './keys.ts';
import { peopleRoutes } from './people.ts';
import { scimRoutes } from './scim.ts';
import { sessionRoutes } from './sessions.ts';
import { signInRoutes } from './sign-in.ts';
import { signInPolicyRoutes } from './sign-in-policy.ts';
import { signOnRoutes } from './sign-on.ts';

export const ROUTES: readonly Routes[] = [
  signInRoutes,
  healthRoutes,
  peopleRoutes,
  changeRoutes,
  captureRoutes,
  deviceRoutes,
  sessionRoutes,
  keyRoutes,
  signInPolicyRoutes,
  signOnRoutes,
  scimRoutes,
];
