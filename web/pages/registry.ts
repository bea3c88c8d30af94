/** Every page of the console. A new one is a folder beside this and one entry here. */

import {
  IconBug,
  IconDatabaseImport,
  IconDevices2,
  IconFileUpload,
  IconGauge,
  IconGitCompare,
} from '@tabler/icons-react';
import { lazyRouteComponent } from '@tanstack/react-router';
import { capturesText } from '../text/captures.ts';
import { devicesText } from '../text/devices.ts';
import { feedsText } from '../text/feeds.ts';
import { matchesText } from '../text/matches.ts';
import { riskText } from '../text/risk.ts';
import { sessionText } from '../text/session.ts';
import { vulnerabilitiesText } from '../text/vulnerabilities.ts';
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
    key: 'r',
    component: lazyRouteComponent(() => import('./risk/risk-page.tsx'), 'RiskPage'),
  },
  {
    path: '/matches',
    title: matchesText.title,
    frame: 'console',
    group: 'decide',
    icon: IconGitCompare,
    permission: 'risk:view',
    key: 'm',
    component: lazyRouteComponent(() => import('./matches/matches-page.tsx'), 'MatchesPage'),
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
];

/** Where a person begins: the first page of the navigation that they may see. */
export function startPage(permissions: readonly string[]): Page | undefined {
  return PAGES.find(
    ({ group, permission }) => group && (permission === undefined || permissions.includes(permission)),
  );
}
