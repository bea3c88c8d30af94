/** Every page of the console. A new one is a folder beside this and one entry here. */

import {
  IconAffiliate,
  IconClockX,
  IconDevices2,
  IconFileUpload,
  IconLayoutDashboard,
} from '@tabler/icons-react';
import { lazyRouteComponent } from '@tanstack/react-router';
import { capturesText } from '../text/captures.ts';
import { devicesText } from '../text/devices.ts';
import { pageTitles } from '../text/page-titles.ts';
import { sessionText } from '../text/session.ts';
import type { Page } from './page.ts';

export const PAGES: readonly Page[] = [
  {
    path: '/',
    title: pageTitles.overview,
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
    title: pageTitles.map,
    frame: 'console',
    group: 'see',
    icon: IconAffiliate,
    permission: 'inventory:view',
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
    path: '/administration/retention',
    title: pageTitles.retention,
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
];

/** Where a person begins: the first page of the navigation that they may see. */
export function startPage(permissions: readonly string[]): Page | undefined {
  return PAGES.find(
    ({ group, permission }) => group && (permission === undefined || permissions.includes(permission)),
  );
}
