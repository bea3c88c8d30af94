/** Every page of the console. A new one is a folder beside this and one entry here. */

import {
  IconAffiliate,
  IconBroadcast,
  IconBug,
  IconClockX,
  IconDatabaseImport,
  IconDevices2,
  IconFileUpload,
  IconGauge,
  IconGitCompare,
  IconInbox,
  IconLayoutDashboard,
  IconSettings,
  IconTimeline,
} from '@tabler/icons-react';
import { lazyRouteComponent } from '@tanstack/react-router';
import { capturesText } from '../text/captures.ts';
import { devicesText } from '../text/devices.ts';
import { feedsText } from '../text/feeds.ts';
import { mapText } from '../text/map.ts';
import { matchesText } from '../text/matches.ts';
import { overviewText } from '../text/overview.ts';
import { pagesText } from '../text/pages.ts';
import { retentionText } from '../text/retention.ts';
import { reviewText } from '../text/review.ts';
import { riskText } from '../text/risk.ts';
import { sessionText } from '../text/session.ts';
import { vulnerabilitiesText } from '../text/vulnerabilities.ts';
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
    path: '/map',
    title: mapText.title,
    frame: 'console',
    group: 'see',
    icon: IconAffiliate,
    permission: 'inventory:view',
    key: 'm',
    component: lazyRouteComponent(() => import('./map/map-page.tsx'), 'MapPage'),
  },
  {
    path: '/vulnerabilities',
    title: vulnerabilitiesText.title,
    frame: 'console',
    group: 'decide',
    icon: IconBug,
    permission: 'risk:view',
    key: 'v',
    component: lazyRouteComponent(
      () => import('./vulnerabilities/vulnerabilities-page.tsx'),
      'VulnerabilitiesPage',
    ),
  },
  {
    path: '/vulnerabilities/$cve',
    title: vulnerabilitiesText.one,
    frame: 'console',
    permission: 'risk:view',
    component: lazyRouteComponent(
      () => import('./vulnerability/vulnerability-page.tsx'),
      'VulnerabilityPage',
    ),
  },
  {
    path: '/risk',
    title: riskText.title,
    frame: 'console',
    group: 'decide',
    icon: IconGauge,
    permission: 'risk:view',
    key: 'k',
    component: lazyRouteComponent(() => import('./risk/risk-page.tsx'), 'RiskPage'),
  },
  {
    path: '/matches',
    title: matchesText.title,
    frame: 'console',
    group: 'decide',
    icon: IconGitCompare,
    permission: 'risk:view',
    key: 'q',
    component: lazyRouteComponent(() => import('./matches/matches-page.tsx'), 'MatchesPage'),
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
    path: '/feeds',
    title: feedsText.title,
    frame: 'console',
    group: 'run',
    icon: IconDatabaseImport,
    permission: 'risk:view',
    key: 'f',
    component: lazyRouteComponent(() => import('./feeds/feeds-page.tsx'), 'FeedsPage'),
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
    path: '/administration',
    title: pagesText.administration,
    frame: 'console',
    group: 'run',
    icon: IconSettings,
    permission: 'administration:view',
    key: 'n',
    component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
  },
  {
    path: '/administration/retention',
    title: retentionText.title,
    frame: 'console',
    group: 'run',
    icon: IconClockX,
    permission: 'administration:view',
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
    path: '/setup',
    title: sessionText.setup.title,
    frame: 'card',
    component: lazyRouteComponent(() => import('./setup/setup-page.tsx'), 'SetupPage'),
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
    path: '/break-glass',
    title: pagesText.breakGlass,
    frame: 'console',
    component: lazyRouteComponent(() => import('./break-glass/break-glass-page.tsx'), 'BreakGlassPage'),
  },
  {
    path: '/invitation',
    title: pagesText.invitation,
    frame: 'card',
    component: lazyRouteComponent(() => import('./invitation/invitation-page.tsx'), 'InvitationPage'),
  },
];

/** Where a person begins: the first page of the navigation that they may see. */
export function startPage(permissions: readonly string[]): Page | undefined {
  return PAGES.find(
    ({ group, permission }) => group && (permission === undefined || permissions.includes(permission)),
  );
}
