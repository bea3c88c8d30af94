/** Who talks with whom, and what is new: summed by place first, grown to single devices on demand. */

import { Button, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconRoute, IconSparkles, IconTargetArrow } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { readMap } from '../../api/endpoints/conversations.ts';
import { listSites } from '../../api/endpoints/places.ts';
import { listSensors } from '../../api/endpoints/sensors.ts';
import { useAnswer } from '../../api/queries.ts';
import { Card } from '../../design/card.tsx';
import { formatInstant } from '../../design/format/instant.ts';
import { useKeys } from '../../design/keys.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { UnknownGlyph, UnknownNotice } from '../../design/unknown.tsx';
import { mapText } from '../../text/map.ts';
import { type MapWindow, mapAsked, mapFilterOf } from './map-asked.ts';
import {
  type DrawnWays,
  drawnWays,
  type Place,
  placesOf,
  type SilentPlace,
  withoutNew,
} from './map-content.ts';
import { MapFilters } from './map-filters.tsx';
import { MapMatrix } from './map-matrix.tsx';
import styles from './map-page.module.css';
import { MapPanel } from './map-panel.tsx';
import { MapPicture } from './map-picture.tsx';
import { CHOOSE, type MapState, PLACINGS, type Placing } from './map-state.ts';
import { PathFinder } from './path-finder.tsx';
import { ReachFinder } from './reach-finder.tsx';
import { useMapState } from './use-map-state.ts';
import { useMapWindow } from './use-map-window.ts';
import { WindowBar } from './window-bar.tsx';

/** So many devices are shown in their boxes without being asked for. */
const FEW_DEVICES = 70;

export function MapPage() {
  const [state] = useMapState();
  const { window, isEmpty, error, retry } = useMapWindow(state);
  if (window) return <KnownMap window={window} />;
  return (
    <>
      <PageHeader title={mapText.title} />
      {isEmpty ? (
        <EmptyState title={mapText.never} actions={<Link to="/captures">{mapText.loadCapture}</Link>}>
          {mapText.neverHelp}
        </EmptyState>
      ) : error ? (
        <ErrorState what={mapText.title} error={error} onRetry={retry} />
      ) : (
        <LoadingSkeleton lines={12} />
      )}
    </>
  );
}

function KnownMap({ window }: { readonly window: MapWindow }) {
  const [state, change] = useMapState();
  const isNarrow = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false });
  const view = state.view ?? (isNarrow ? 'matrix' : 'map');
  const { found, single, by, sites, silent } = useMaps(state, window);
  const toggleView = () => change({ view: view === 'map' ? 'matrix' : 'map' }, { step: true });
  useKeys([
    { keys: 't', does: mapText.keys.table, run: toggleView },
    { keys: 'n', does: mapText.keys.path, run: () => change({ path: '>' }, { step: true }) },
    { keys: 'w', does: mapText.keys.reach, run: () => change({ reach: CHOOSE }, { step: true }) },
  ]);
  const map = found.data;
  const tellsNew = !map?.knownSince || map.knownSince < window.newSince;
  const shown = map && (tellsNew ? map : withoutNew(map));
  const shownSingle = single && (tellsNew ? single : withoutNew(single));
  const places = shown ? placesOf(shown, shownSingle, { by, sites, silent }) : [];
  const ways = drawnWays(shown?.edges ?? [], state.pick);
  const pick = (id: string | undefined) => change({ pick: id }, { step: true });
  const isFiltered =
    [state.protocol, state.category, state.site, state.vlan, state.device].some((one) => one !== undefined) ||
    state.onlyNew;
  return (
    <>
      <PageHeader
        title={mapText.title}
        facts={
          <>
            <SegmentedControl
              size="xs"
              aria-label={mapText.views.label}
              data={(['map', 'matrix'] as const).map((value) => ({ value, label: mapText.views[value] }))}
              value={view}
              onChange={(chosen) => change({ view: chosen }, { step: true })}
            />
            <SegmentedControl
              size="xs"
              aria-label={mapText.by.label}
              data={PLACINGS.map((value) => ({ value, label: mapText.by[value] }))}
              value={by}
              onChange={(chosen) => change({ by: chosen, pick: undefined, open: undefined }, { step: true })}
            />
          </>
        }
        actions={
          <>
            <Button
              variant={state.onlyNew ? 'light' : 'default'}
              aria-pressed={state.onlyNew}
              leftSection={<IconSparkles size={16} stroke={1.7} />}
              onClick={() => change({ new: state.onlyNew ? undefined : '1' }, { step: true })}
            >
              {mapText.onlyNew}
            </Button>
            <Button
              variant="default"
              leftSection={<IconRoute size={16} stroke={1.7} />}
              onClick={() => change({ path: '>' }, { step: true })}
            >
              {mapText.findPath}
            </Button>
            <Button
              variant="default"
              leftSection={<IconTargetArrow size={16} stroke={1.7} />}
              onClick={() => change({ reach: CHOOSE }, { step: true })}
            >
              {mapText.findReach}
            </Button>
          </>
        }
      />
      <MapFilters
        state={state}
        window={window}
        sites={sites}
        onChange={(changed) => change(changed, { step: true })}
      />
      <Hints knownSince={map?.knownSince ?? null} tellsNew={tellsNew} />
      {found.error && (
        <ErrorState what={mapText.title} error={found.error} onRetry={() => void found.refetch()} />
      )}
      {!shown && found.isPending && <LoadingSkeleton lines={12} />}
      {shown && (
        <div className={styles.columns} aria-busy={found.isPlaceholderData || undefined}>
          <div className={styles.main}>
            {shown.nodes.length === 0 ? (
              <EmptyState
                title={isFiltered ? mapText.nothingFits : mapText.nothing}
                actions={
                  isFiltered && (
                    <Button variant="default" onClick={() => change(NO_FILTER, { step: true })}>
                      {mapText.clearFilters}
                    </Button>
                  )
                }
              >
                {!isFiltered && mapText.nothingHelp}
              </EmptyState>
            ) : view === 'matrix' ? (
              <MapMatrix places={places} edges={shown.edges} pick={state.pick} onPick={pick} />
            ) : (
              <Card flush>
                <div className={styles.picture}>
                  <MapPicture
                    {...{ map: shown, ways, single: shownSingle, places, by, pick: state.pick, onPick: pick }}
                  />
                </div>
                <Legend ways={ways} />
              </Card>
            )}
            <Card>
              <WindowBar
                state={state}
                window={window}
                knownSince={shown.knownSince}
                onChange={(changed) => change(changed, { step: true })}
              />
            </Card>
          </div>
          <MapPanel
            {...{ map: shown, single: shownSingle, places, by, pick: state.pick, window, tellsNew }}
            onPick={pick}
            boxAction={boxActionOf(by, places, change)}
          />
        </div>
      )}
      <PathFinder path={state.path} onChange={(path) => change({ path })} />
      <ReachFinder from={state.reach} onChange={(reach) => change({ reach })} />
    </>
  );
}

const NO_FILTER = {
  ...{ protocol: undefined, category: undefined, site: undefined, vlan: undefined, device: undefined },
  new: undefined,
};

/** The summed map, the single devices of what is open, and what is silent. */
function useMaps(state: MapState, window: MapWindow) {
  const filter = mapFilterOf(state, window);
  const byVlan = useAnswer(readMap, mapAsked('vlan', filter), {
    enabled: state.by === undefined || state.by === 'vlan',
    keepsLast: true,
  });
  // Where no tag was ever seen, one box of all devices would say nothing.
  const hasVlans = byVlan.data?.nodes.some(({ id }) => id.startsWith('vlan:') && id !== 'vlan:unknown');
  const by: Placing = state.by ?? (byVlan.data && !hasVlans ? 'category' : 'vlan');
  const byOther = useAnswer(readMap, mapAsked(by, filter), { enabled: by !== 'vlan', keepsLast: true });
  const found = by === 'vlan' ? byVlan : byOther;
  const devices = (found.data?.nodes ?? []).reduce((sum, node) => sum + node.devices, 0);
  const open =
    state.open ?? (devices <= FEW_DEVICES && by !== 'site' ? 'all' : (placePicked(state.pick) ?? 'none'));
  const at = open.indexOf(':');
  const only =
    at === -1 || open.endsWith(':unknown')
      ? {}
      : open.startsWith('vlan:')
        ? { vlan: Number(open.slice(at + 1)) }
        : { category: open.slice(at + 1) };
  const single = useAnswer(
    readMap,
    { query: { ...filter, ...only, by: 'device' } },
    { enabled: found.data !== undefined && open !== 'none' && by !== 'site', keepsLast: true },
  );
  const sites = useAnswer(listSites, {});
  const sensors = useAnswer(listSensors, {});
  const silent = (sensors.data?.sensors ?? []).flatMap(({ dark, silentSince }): SilentPlace[] => {
    const why = silentSince ? mapText.notSeen(formatInstant(new Date(silentSince), new Date())) : undefined;
    return by === 'vlan' && why ? (dark?.vlans ?? []).map((vlan) => ({ id: `vlan:${vlan}`, why })) : [];
  });
  return {
    ...{ found, by, silent },
    single: open === 'none' || by === 'site' ? undefined : onlyOpen(single.data, open, by),
    sites: new Map((sites.data?.sites ?? []).map(({ id, name }) => [id, name])),
  };
}

/** The place that a pick names, so that its devices are asked for. */
function placePicked(pick: string | undefined): string | undefined {
  return pick?.split('>').find((id) => id.startsWith('vlan:') || id.startsWith('category:'));
}

function onlyOpen<Answer>(answer: Answer | undefined, open: string, by: Placing): Answer | undefined {
  return open === 'all' || open.startsWith(`${by}:`) ? answer : undefined;
}

function boxActionOf(
  by: Placing,
  places: readonly Place[],
  change: (changed: Readonly<Record<string, string | undefined>>, options: { step: boolean }) => void,
) {
  return ({ id }: Place) => {
    const step = (changed: Readonly<Record<string, string | undefined>>) => () =>
      change(changed, { step: true });
    if (by === 'site') {
      if (id === 'site:unknown') return undefined;
      const site = id.slice('site:'.length);
      return { label: mapText.showZones, run: step({ by: 'vlan', site, pick: undefined }) };
    }
    return places.some((place) => place.id === id && place.devices.length > 0)
      ? { label: mapText.closeBox, run: step({ open: 'none' }) }
      : { label: mapText.openBox, run: step({ open: id }) };
  };
}

interface HintsProps {
  readonly knownSince: string | null;
  readonly tellsNew: boolean;
}

function Hints({ knownSince, tellsNew }: HintsProps) {
  const now = new Date();
  return (
    <div className={styles.hints}>
      {!tellsNew && knownSince && (
        <UnknownNotice title={mapText.newUnknown}>
          {mapText.cannotTellNew(formatInstant(new Date(knownSince), now))}
        </UnknownNotice>
      )}
    </div>
  );
}

function Legend({ ways: { known, fresh, all } }: { readonly ways: DrawnWays }) {
  const drawn = known.length + fresh.length;
  return (
    <ul className={styles.legend}>
      <li>
        <svg width="28" height="8" aria-hidden="true">
          <path d="M0 4h28" stroke="var(--minimal-mark)" strokeWidth="3" opacity="0.6" />
        </svg>
        {mapText.legend.known}
      </li>
      <li>
        <svg width="28" height="8" aria-hidden="true">
          <path d="M0 4h28" stroke="var(--critical-mark)" strokeWidth="2" strokeDasharray="5 3" />
        </svg>
        {mapText.legend.fresh}
      </li>
      <li>
        <UnknownGlyph /> {mapText.legend.unidentified}
      </li>
      {drawn < all && <li>{mapText.legend.drawn(drawn, all)}</li>}
    </ul>
  );
}
