/** Every group of routes. A new one is a file beside this and one line here. */

import type { Routes } from '../context.ts';
import { activeQueryRoutes } from './active-queries.ts';
import { activeQueryPolicyRoutes } from './active-query-policy.ts';
import { advisoryRoutes } from './advisories.ts';
import { alertRoutes } from './alerts.ts';
import { attackPathRoutes } from './attack-paths.ts';
import { auditRoutes } from './audit.ts';
import { backupRoutes } from './backups.ts';
import { breakGlassRoutes } from './break-glass.ts';
import { captureRoutes } from './captures.ts';
import { changeRoutes } from './changes.ts';
import { controlRoutes } from './controls.ts';
import { conversationRoutes } from './conversations.ts';
import { decisionRoutes } from './decisions.ts';
import { demonstrationRoutes } from './demonstration.ts';
import { descriptionRoutes } from './description.ts';
import { deviceEditRoutes } from './device-edits.ts';
import { deviceRoutes } from './devices.ts';
import { documentRoutes } from './documents.ts';
import { feedRoutes } from './feeds.ts';
import { grantRoutes } from './grants.ts';
import { healthRoutes } from './health.ts';
import { identityRoutes } from './identity.ts';
import { importRoutes } from './imports.ts';
import { invitationRoutes } from './invitations.ts';
import { keyRoutes } from './keys.ts';
import { memberRoutes } from './members.ts';
import { metricsRoutes } from './metrics.ts';
import { noticeRoutes } from './notices.ts';
import { peopleRoutes } from './people.ts';
import { permissionRoutes } from './permissions.ts';
import { placeRoutes } from './places.ts';
import { recertificationRoutes } from './recertifications.ts';
import { retentionRoutes } from './retention.ts';
import { reviewRoutes } from './review.ts';
import { riskRoutes } from './risk.ts';
import { riskModelRoutes } from './risk-models.ts';
import { savedQueryRoutes } from './saved-queries.ts';
import { scimRoutes } from './scim.ts';
import { sensorIntakeRoutes } from './sensor-intake.ts';
import { sensorRoutes } from './sensors.ts';
import { serviceGateRoutes } from './service-gate.ts';
import { sessionRoutes } from './sessions.ts';
import { signInRoutes } from './sign-in.ts';
import { signInPolicyRoutes } from './sign-in-policy.ts';
import { signOnRoutes } from './sign-on.ts';
import { syslogRoutes } from './syslog-destinations.ts';
import { taskRoutes } from './tasks.ts';
import { trafficMapRoutes } from './traffic-map.ts';
import { vulnerabilityRoutes } from './vulnerabilities.ts';
import { watchedFolderRoutes } from './watched-folders.ts';
import { webhookRoutes } from './webhooks.ts';

export const ROUTES: readonly Routes[] = [
  signInRoutes,
  healthRoutes,
  peopleRoutes,
  changeRoutes,
  captureRoutes,
  watchedFolderRoutes,
  deviceRoutes,
  auditRoutes,
  breakGlassRoutes,
  noticeRoutes,
  alertRoutes,
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
  deviceEditRoutes,
  serviceGateRoutes,
  identityRoutes,
  savedQueryRoutes,
  conversationRoutes,
  trafficMapRoutes,
  retentionRoutes,
  vulnerabilityRoutes,
  advisoryRoutes,
  riskRoutes,
  attackPathRoutes,
  riskModelRoutes,
  decisionRoutes,
  controlRoutes,
  reviewRoutes,
  feedRoutes,
  webhookRoutes,
  syslogRoutes,
  metricsRoutes,
  descriptionRoutes,
  importRoutes,
  activeQueryPolicyRoutes,
  activeQueryRoutes,
  documentRoutes,
  taskRoutes,
  demonstrationRoutes,
  backupRoutes,
];
