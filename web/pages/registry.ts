/** Every page of the console. A new one is a folder beside this and one entry here. */

import {
  IconBroadcast,
  IconDevices2,
  IconFileUpload,
  IconInbox,
  IconSettings,
  IconTimeline,
} from '@tabler/icons-react';
import { lazyRouteComponent } from '@tanstack/react-router';
import { capturesText } from '../text/captures.ts';
import { devicesText } from '../text/devices.ts';
import { pagesText } from '../text/pages.ts';
import { reviewText } from '../text/review.ts';
import { sessionText } from '../text/session.ts';
import type { Page } from './page.ts';

export const PAGES: readonly Page[] = [
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
    frame: 'console',
    group: 'run',
    icon: IconSettings,
    permission: 'administration:view',
    key: 'o',
    component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
  },
  {
    path: '/administration/people/$id',
    title: pagesText.person,
    frame: 'console',
    permission: 'administration:view',
    component: lazyRouteComponent(() => import('./person/person-page.tsx'), 'PersonPage'),
  },
  {
    path: '/administration/invitations',
    title: pagesText.invitations,
    frame: 'console',
    permission: 'administration:view',
    component: lazyRouteComponent(() => import('./invitations/invitations-page.tsx'), 'InvitationsPage'),
  },
  {
    path: '/administration/reviews',
    title: pagesText.reviews,
    frame: 'console',
    permission: 'administration:view',
    component: lazyRouteComponent(() => import('./reviews/reviews-page.tsx'), 'ReviewsPage'),
  },
  {
    path: '/administration/places',
    title: pagesText.places,
    frame: 'console',
    permission: 'administration:view',
    component: lazyRouteComponent(() => import('./places/places-page.tsx'), 'PlacesPage'),
  },
  {
    path: '/administration/sign-in',
    title: pagesText.signInRules,
    frame: 'console',
    permission: 'administration:view',
    component: lazyRouteComponent(() => import('./sign-in-rules/sign-in-rules-page.tsx'), 'SignInRulesPage'),
  },
  {
    path: '/administration/keys',
    title: pagesText.keys,
    frame: 'console',
    component: lazyRouteComponent(() => import('./keys/keys-page.tsx'), 'KeysPage'),
  },
  {
    path: '/audit',
    title: pagesText.audit,
    frame: 'console',
    group: 'run',
    icon: IconTimeline,
    permission: 'audit:view',
    key: 'l',
    component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
  },
  {
    path: '/break-glass',
    title: pagesText.breakGlass,
    frame: 'console',
    component: lazyRouteComponent(() => import('./break-glass/break-glass-page.tsx'), 'BreakGlassPage'),
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
