/** The first steps, and which of them are done: told by what is there, and by nothing else. */

import type { z } from 'zod';
import type { Sites, Zones } from '../../../src/contract/place.ts';
import { listPeople } from '../../api/endpoints/access.ts';
import { listCaptures } from '../../api/endpoints/captures.ts';
import { listDevices } from '../../api/endpoints/devices.ts';
import { readFeeds } from '../../api/endpoints/feeds.ts';
import { listInvitations } from '../../api/endpoints/invitations.ts';
import { listSites, listZones } from '../../api/endpoints/places.ts';
import { listSensors } from '../../api/endpoints/sensors.ts';
import { useAnswer } from '../../api/queries.ts';
import { useMay } from '../../session/me.tsx';

export const STEPS = ['hospital', 'traffic', 'feeds', 'people'] as const;
export type StepId = (typeof STEPS)[number];

/** The right that doing a step needs. */
export const RIGHT_OF: Readonly<Record<StepId, string>> = {
  hospital: 'administration:edit',
  traffic: 'inventory:edit',
  feeds: 'administration:edit',
  people: 'administration:edit',
};

/** While the first devices are waited for (milliseconds). */
const EVERY_MS = 3_000;

export interface Found {
  readonly sites: z.output<typeof Sites>['sites'] | undefined;
  readonly zones: z.output<typeof Zones>['zones'] | undefined;
  readonly devices: number | undefined;
  readonly isReading: boolean;
  readonly sensors: { readonly live: number; readonly all: number } | undefined;
  readonly feeds: { readonly records: number; readonly isAllowed: boolean } | undefined;
  readonly people: number | undefined;
  readonly invited: number | undefined;
  /** Undefined: not known, because it is not there yet or the person may not look. */
  readonly done: Readonly<Record<StepId, boolean | undefined>>;
}

export function useSteps(): Found {
  const mayLook = useMay('administration:view');
  const maySeeDevices = useMay('inventory:view');
  const maySeeFeeds = useMay('risk:view');
  const sites = useAnswer(listSites, {}, { enabled: maySeeDevices }).data?.sites;
  const zones = useAnswer(listZones, {}, { enabled: maySeeDevices }).data?.zones;
  const every = () => EVERY_MS;
  const devices = useAnswer(listDevices, { query: { limit: 1 } }, { enabled: maySeeDevices, every }).data;
  const captures = useAnswer(listCaptures, {}, { enabled: maySeeDevices, every }).data?.captures;
  const sensors = useAnswer(listSensors, {}, { enabled: maySeeDevices, every }).data?.sensors;
  const feeds = useAnswer(readFeeds, {}, { enabled: maySeeFeeds }).data;
  const people = useAnswer(listPeople, { query: {} }, { enabled: mayLook }).data?.people.length;
  const invitations = useAnswer(listInvitations, { query: { state: 'open' } }, { enabled: mayLook }).data;
  const count = devices?.total?.count;
  const invited = invitations?.invitations.length;
  return {
    ...{ sites, zones, people, invited, devices: count },
    isReading: !!captures?.some(({ state }) => state === 'received' || state === 'reading'),
    sensors: sensors && {
      live: sensors.filter(({ state }) => state === 'live').length,
      all: sensors.filter(({ state }) => state !== 'revoked').length,
    },
    feeds: feeds && { records: feeds.records, isAllowed: feeds.online.allowed },
    done: {
      hospital: sites && sites.length > 0,
      traffic: count === undefined ? undefined : count > 0,
      feeds: feeds?.hasData,
      people: people === undefined ? undefined : people > 1 || (invited ?? 0) > 0,
    },
  };
}
