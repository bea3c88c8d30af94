/** What a page states of itself in the registry. */

import type { IconProps } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import type { Ask } from '../api/queries.ts';
import type { AddressState } from '../design/address-state.ts';

/** Groups of the navigation; `start` stands above them without a heading. */
export const NAVIGATION_GROUPS = ['start', 'see', 'decide', 'act', 'run'] as const;
export type NavigationGroup = (typeof NAVIGATION_GROUPS)[number];

/** A component of which the router may load the code ahead. */
export type PageComponent = ((properties: object) => ReactNode) & {
  preload?: (() => Promise<void> | undefined) | undefined;
};

export interface Page {
  /** `/devices`, `/devices/$id`. */
  readonly path: string;
  /** From the catalogue; in the navigation, the palette and the list of keys. */
  readonly title: string;
  /** `console`: inside the shell, for who is signed in. `card`: alone, before sign-in. */
  readonly frame: 'console' | 'card';
  /** Place in the navigation; absent for pages that are reached from others. */
  readonly group?: NavigationGroup;
  readonly icon?: ComponentType<IconProps>;
  /** The right without which the page is absent: `inventory:view`. */
  readonly permission?: string;
  /** `d`: the keys `g d` go here. */
  readonly key?: string;
  /** A number beside the title in the navigation; undefined while it is not known. */
  readonly useCount?: () => number | undefined;
  /** What it asks first at an address: the answer is on its way while the code of the page is. Part of the first load. */
  readonly ask?: (address: AddressState) => Ask;
  /** The component, loaded when it is first shown: `lazyRouteComponent(() => import('./…'), '…Page')`. */
  readonly component: PageComponent;
}
