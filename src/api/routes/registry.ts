/** Every group of routes. A new one is a file beside this and one line here. */

import type { Routes } from '../context.ts';
import { auditRoutes } from './audit.ts';
import { breakGlassRoutes } from './break-glass.ts';
import { captureRoutes } from './captures.ts';
import { changeRoutes } from './changes.ts';
import { deviceRoutes } from './devices.ts';
import { grantRoutes } from './grants.ts';
import { healthRoutes } from './health.ts';
import { importRoutes } from './imports.ts';
import { invitationRoutes } from './invitations.ts';
import { keyRoutes } from './keys.ts';
import { memberRoutes } from './members.ts';
import { noticeRoutes } from './notices.ts';
import { peopleRoutes } from './people.ts';
import { permissionRoutes } from './permissions.ts';
import { placeRoutes } from './places.ts';
import { recertificationRoutes } from './recertifications.ts';
import { scimRoutes } from './scim.ts';
import { sensorIntakeRoutes } from './sensor-intake.ts';
import { sensorRoutes } from './sensors.ts';
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
  auditRoutes,
  breakGlassRoutes,
  noticeRoutes,
  memberRoutes,
  permissionRoutes,
  grantRoutes,
  invitationRoutes,
  placeRoutes,
  recertificationRoutes,
  sessionRoutes,
  keyRoutes,
  signInPolicyRoutes,
  signOnRoutes,
  scimRoutes,
  sensorRoutes,
  sensorIntakeRoutes,
  importRoutes,
];
