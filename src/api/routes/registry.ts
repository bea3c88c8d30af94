/** Every group of routes. A new one is a file beside this and one line here. */

import type { Routes } from '../context.ts';
import { captureRoutes } from './captures.ts';
import { changeRoutes } from './changes.ts';
import { controlRoutes } from './controls.ts';
import { decisionRoutes } from './decisions.ts';
import { deviceRoutes } from './devices.ts';
import { feedRoutes } from './feeds.ts';
import { healthRoutes } from './health.ts';
import { peopleRoutes } from './people.ts';
import { reviewRoutes } from './review.ts';
import { riskRoutes } from './risk.ts';
import { signInRoutes } from './sign-in.ts';
import { vulnerabilityRoutes } from './vulnerabilities.ts';

export const ROUTES: readonly Routes[] = [
  signInRoutes,
  healthRoutes,
  peopleRoutes,
  changeRoutes,
  captureRoutes,
  deviceRoutes,
  vulnerabilityRoutes,
  riskRoutes,
  decisionRoutes,
  controlRoutes,
  reviewRoutes,
  feedRoutes,
];
