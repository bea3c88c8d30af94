/** Every page of the console. A new one is a folder beside this and one entry here. */

import {
  IconAffiliate,
  IconBroadcast,
  IconClockX,
  IconDevices2,
  IconFileUpload,
  IconInbox,
  IconLayoutDashboard,
  IconSettings,
  IconTimeline,
} from '@tabler/icons-react';
import { lazyRouteComponent } from '@tanstack/react-router';
import { capturesText } from '../text/captures.ts';
import { devicesText } from '../text/devices.ts';
import { mapText } from '../text/map.ts';
import { overviewText } from '../text/overview.ts';
import { pagesText } from '../text/pages.ts';
import { retentionText } from '../text/retention.ts';
import { reviewText } from '../text/review.ts';
import { sessionText } from '../text/session.ts';
import type { Page } from './page.ts';

export const PAGES: readonly Page[] = [
  {
    path: '/',
    title: overviewText.title,
    frame: 'console',
    group: 'start',
    icon: IconLayoutDashboard,
    key: 'o',
    component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
  },
  {
    path: '/devices',
    title: devicesText.title,
    frame: 'console',
    group: 'see',
    icon: IconDevices2,
    permission: 'inventory:view',
    key: 'd',
    component: lazyRouteComponent(() => import('./devices/devices-page.tsx'), 'DevicesPage'),
  },
  {
    path: '/devices/$id',
    title: devicesText.one,
    frame: 'console',
    permission: 'inventory:view',
    component: lazyRouteComponent(() => import('./device/device-page.tsx'), 'DevicePage'),
  },
  {
    path: '/review',
    title: reviewText.title,
    frame: 'console',
    group: 'decide',
    icon: IconInbox,
    permission: 'inventory:view',
    key: 'r',
    component: lazyRouteComponent(() => import('./review/review-page.tsx'), 'ReviewPage'),
    path: '/map',
    title: mapText.title,
    group: 'see',
    icon: IconAffiliate,
    key: 'm',
    component: lazyRouteComponent(() => import('./map/map-page.tsx'), 'MapPage'),
  },
  {
    path: '/captures',
    title: capturesText.title,
    frame: 'console',
    group: 'run',
    icon: IconFileUpload,
    permission: 'inventory:view',
    key: 'c',
    component: lazyRouteComponent(() => import('./captures/captures-page.tsx'), 'CapturesPage'),
  },
  {
    path: '/sensors',
    title: pagesText.sensors,
    frame: 'console',
    group: 'run',
    icon: IconBroadcast,
    permission: 'inventory:view',
    key: 's',
    component: lazyRouteComponent(() => import('./sensors/sensors-page.tsx'), 'SensorsPage'),
  },
  {
    path: '/administration',
    title: pagesText.administration,
    icon: IconSettings,
    permission: 'administration:view',
    key: 'o',
    component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
    path: '/administration/people/$id',
    title: pagesText.person,
    component: lazyRouteComponent(() => import('./person/person-page.tsx'), 'PersonPage'),
    path: '/administration/invitations',
    title: pagesText.invitations,
    component: lazyRouteComponent(() => import('./invitations/invitations-page.tsx'), 'InvitationsPage'),
    path: '/administration/reviews',
    title: pagesText.reviews,
    component: lazyRouteComponent(() => import('./reviews/reviews-page.tsx'), 'ReviewsPage'),
    path: '/administration/places',
    title: pagesText.places,
    component: lazyRouteComponent(() => import('./places/places-page.tsx'), 'PlacesPage'),
    path: '/administration/sign-in',
    title: pagesText.signInRules,
    component: lazyRouteComponent(() => import('./sign-in-rules/sign-in-rules-page.tsx'), 'SignInRulesPage'),
    path: '/administration/keys',
    title: pagesText.keys,
    component: lazyRouteComponent(() => import('./keys/keys-page.tsx'), 'KeysPage'),
    path: '/audit',
    title: pagesText.audit,
    icon: IconTimeline,
    permission: 'audit:view',
    key: 'l',
    component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
    path: '/break-glass',
    title: pagesText.breakGlass,
    component: lazyRouteComponent(() => import('./break-glass/break-glass-page.tsx'), 'BreakGlassPage'),
    path: '/administration/retention',
    title: retentionText.title,
    icon: IconClockX,
    component: lazyRouteComponent(() => import('./retention/retention-page.tsx'), 'RetentionPage'),
  },
  {
    path: '/profile',
    title: sessionText.profile.title,
    frame: 'console',
    key: 'p',
    component: lazyRouteComponent(() => import('./profile/profile-page.tsx'), 'ProfilePage'),
  },
  {
    path: '/sign-in',
    title: sessionText.signIn.title,
    frame: 'card',
    component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
  },
  {
    path: '/second-factor',
    title: sessionText.secondFactor.title,
    frame: 'card',
    component: lazyRouteComponent(() => import('./second-factor/second-factor-page.tsx'), 'SecondFactorPage'),
  },
  {
    path: '/second-factor/set-up',
    title: sessionText.enrol.title,
    frame: 'card',
    component: lazyRouteComponent(() => import('./enrol/enrol-page.tsx'), 'EnrolPage'),
  },
  {
    path: '/invitation',
    title: pagesText.invitation,
    frame: 'card',
    component: lazyRouteComponent(() => import('./invitation/invitation-page.tsx'), 'InvitationPage'),
  },
  {
    path: '/setup',
    title: sessionText.setup.title,
    frame: 'card',
    component: lazyRouteComponent(() => import('./setup/setup-page.tsx'), 'SetupPage'),
  },
];

/** Where a person begins: the first page of the navigation that they may see. */
export function startPage(permissions: readonly string[]): Page | undefined {
  return PAGES.find(
    ({ group, permission }) => group && (permission === undefined || permissions.includes(permission)),
  );
}
