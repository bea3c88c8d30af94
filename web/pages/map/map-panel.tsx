/** The chosen place, device or way in words: who, over what, what is new. */

import { Button, CloseButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { listConversations, listPeers } from '../../api/endpoints/conversations.ts';
import { useAnswer } from '../../api/queries.ts';
import {
  type ConversationEnd,
  carrierWords,
  endName,
  type MapAnswer,
  type MapEdge,
} from '../../components/traffic-words.ts';
import { Card } from '../../design/card.tsx';
import { formatCount, formatOctets } from '../../design/format/number.ts';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { attackPathsText } from '../../text/attack-paths.ts';
import { mapText } from '../../text/map.ts';
import { EndName } from './end-name.tsx';
import type { MapWindow } from './map-asked.ts';
import { edgeId, edgeName, type Place, placeOfNode } from './map-content.ts';
import styles from './map-page.module.css';
import type { Placing } from './map-state.ts';

const text = mapText.panel;
/** Ways and pairs in one list of the panel. */
const SHOWN = 12;
const CARRIERS_ASKED = 100;

export interface PanelProps {
  readonly map: MapAnswer;
  readonly single: MapAnswer | undefined;
  readonly places: readonly Place[];
  readonly by: Placing;
  readonly pick: string | undefined;
  readonly window: MapWindow;
  /** False: before the time shown nothing is known, so that nothing can be called new. */
  readonly tellsNew: boolean;
  readonly onPick: (id: string | undefined) => void;
  /** Opens or closes the box of a place, or goes to its VLANs. */
  readonly boxAction: (place: Place) => { readonly label: string; readonly run: () => void } | undefined;
}

export function MapPanel(props: PanelProps) {
  const { map, single, places, pick } = props;
  const device = [...(single?.nodes ?? []), ...map.nodes].find(
    (node) => node.id === pick && node.id.startsWith('device:'),
  );
  if (device?.end) return <DevicePanel {...props} end={device.end} />;
  const place = places.find(({ id }) => id === pick);
  if (place) return <PlacePanel {...props} place={place} />;
  const edge = map.edges.find((one) => edgeId(one) === pick);
  if (edge) return <EdgePanel {...props} edge={edge} />;
  return <WholePanel {...props} />;
}

function PanelCard({
  title,
  note,
  onClose,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly onClose?: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Card
      title={title}
      note={note}
      aside={onClose && <CloseButton size="sm" aria-label={text.close} onClick={onClose} />}
    >
      <div className={styles.panel}>{children}</div>
    </Card>
  );
}

function WholePanel(props: PanelProps) {
  const { map } = props;
  return (
    <PanelCard title={text.all} note={mapText.conversations(sumOf(map.edges))}>
      <EdgeLists {...props} edges={map.edges} />
      <Rest map={map} />
    </PanelCard>
  );
}

function Rest({ map: { rest } }: { readonly map: MapAnswer }) {
  if (rest.edges === 0) return null;
  return (
    <p className={styles.quiet}>
      {mapText.rest(rest.edges, rest.conversations)} {rest.nodes > 0 && mapText.restNodes(rest.nodes)}
    </p>
  );
}

function PlacePanel(props: PanelProps & { readonly place: Place }) {
  const { map, single, by, place, onPick, boxAction } = props;
  const edges = map.edges.filter(({ from, to }) => from === place.id || to === place.id);
  const action = place.count > 0 ? boxAction(place) : undefined;
  const devices =
    place.devices.length > 0
      ? place.devices
      : (single?.nodes ?? []).filter((node) => placeOfNode(node, by) === place.id && node.end !== null);
  return (
    <PanelCard
      title={place.name}
      note={place.count > 0 ? mapText.devices(place.count) : undefined}
      onClose={() => onPick(undefined)}
    >
      {place.reason && <p className={styles.quiet}>{place.reason}</p>}
      {place.silent ? (
        <Unknown word={mapText.nothingSeen} reason={place.silent} />
      ) : (
        <EdgeLists {...props} edges={edges} />
      )}
      {devices.length > 0 && (
        <section>
          <h3>{text.who}</h3>
          <ul className={styles.rows}>
            {devices.slice(0, SHOWN).map((node) => (
              <li key={node.id}>
                <button type="button" className={styles.row} onClick={() => onPick(node.id)}>
                  {node.end && <WireText>{endName(node.end)}</WireText>}
                </button>
              </li>
            ))}
          </ul>
          {devices.length > SHOWN && <p className={styles.quiet}>{mapText.more(devices.length - SHOWN)}</p>}
        </section>
      )}
      {action && (
        <Button variant="default" onClick={action.run}>
          {action.label}
        </Button>
      )}
    </PanelCard>
  );
}

function EdgeLists(props: PanelProps & { readonly edges: readonly MapEdge[] }) {
  const { edges, places, tellsNew, window, onPick } = props;
  const nameOf = (id: string) => places.find((place) => place.id === id)?.name ?? id;
  const fresh = edges.filter(({ newConversations }) => newConversations > 0);
  const known = edges.filter(({ newConversations }) => newConversations === 0);
  const list = (of: readonly MapEdge[], isNew: boolean) => (
    <>
      <ul className={styles.rows}>
        {of.slice(0, SHOWN).map((edge) => (
          <li key={edgeId(edge)}>
            <button type="button" className={styles.row} onClick={() => onPick(edgeId(edge))}>
              <span>{edgeName(edge, nameOf)}</span>
              <span className={isNew ? styles.newCount : styles.quiet}>
                {isNew ? mapText.newOnes(edge.newConversations) : formatCount(edge.conversations)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {of.length > SHOWN && <p className={styles.quiet}>{mapText.more(of.length - SHOWN)}</p>}
    </>
  );
  return (
    <>
      <section>
        <h3>{text.newHere}</h3>
        {!tellsNew && <Unknown word={text.newUnknown} />}
        {tellsNew && fresh.length === 0 && (
          <p className={styles.quiet}>
            {text.noNew} <Instant at={window.newSince} />
          </p>
        )}
        {list(fresh, true)}
      </section>
      <section>
        <h3>{text.known}</h3>
        {known.length === 0 && <p className={styles.quiet}>{text.noKnown}</p>}
        {list(known, false)}
      </section>
    </>
  );
}

function EdgePanel(props: PanelProps & { readonly edge: MapEdge }) {
  const { edge, places, single, by, onPick } = props;
  const nameOf = (id: string) => places.find((place) => place.id === id)?.name ?? id;
  const nodes = new Map((single?.nodes ?? []).map((node) => [node.id, node]));
  const placed = (id: string) => {
    const node = nodes.get(id);
    return node && placeOfNode(node, by);
  };
  const pairs = (single?.edges ?? []).filter(
    ({ from, to }) => placed(from) === edge.from && placed(to) === edge.to,
  );
  const title =
    edge.from === edge.to
      ? mapText.inside(nameOf(edge.from))
      : mapText.edge(nameOf(edge.from), nameOf(edge.to));
  return (
    <PanelCard title={title} onClose={() => onPick(undefined)}>
      <Sums edge={edge} />
      <section>
        <h3>{text.pairs}</h3>
        {pairs.length === 0 && <p className={styles.quiet}>{text.noPairs}</p>}
        <ul className={styles.rows}>
          {pairs.slice(0, SHOWN).map((pair) => {
            const [from, to] = [nodes.get(pair.from), nodes.get(pair.to)];
            const [one, other] = [from?.end ?? undefined, to?.end ?? undefined];
            return (
              <li key={edgeId(pair)} className={styles.pair}>
                <span>
                  <EndOf end={one} id={pair.from} places={places} /> {'→'}{' '}
                  <EndOf end={other} id={pair.to} places={places} />
                </span>
                <Carriers one={one} other={other} window={props.window} />
              </li>
            );
          })}
        </ul>
        {pairs.length > SHOWN && <p className={styles.quiet}>{mapText.more(pairs.length - SHOWN)}</p>}
      </section>
    </PanelCard>
  );
}

function EndOf({
  end,
  id,
  places,
}: {
  readonly end: ConversationEnd | undefined;
  readonly id: string;
  readonly places: readonly Place[];
}) {
  if (!end) return <span>{places.find((place) => place.id === id)?.name ?? id}</span>;
  return <EndName end={end} />;
}

/** Over what two ends talk; of ends that are summed the page of the device tells it. */
function Carriers({
  one,
  other,
  window: { from, to },
}: {
  readonly one: ConversationEnd | undefined;
  readonly other: ConversationEnd | undefined;
  readonly window: MapWindow;
}) {
  const ids = [one, other].flatMap((end) => end?.device?.id ?? end?.ip ?? []);
  const query = { device: ids[0], peer: ids[1], from, to, bin: 'day' as const, limit: CARRIERS_ASKED };
  const found = useAnswer(listConversations, { query }, { enabled: ids.length === 2 });
  if (ids.length < 2) return null;
  if (!found.data) return <span className={styles.quiet}>{'…'}</span>;
  const words = new Set(found.data.conversations.map(carrierWords));
  return <span className={styles.quiet}>{[...words].join('; ')}</span>;
}

function Sums({ edge }: { readonly edge: MapEdge }) {
  return (
    <p>
      {mapText.conversations(edge.conversations)}
      {edge.newConversations > 0 && (
        <strong className={styles.newCount}> {mapText.newOnes(edge.newConversations)}</strong>
      )}
      {`, ${mapText.connections(edge.connections)}`}
      {edge.failed > 0 && ` (${mapText.failed(edge.failed)})`}
      {`, ${formatOctets(edge.octets)}`}
    </p>
  );
}

function DevicePanel({ end, window, onPick, tellsNew }: PanelProps & { readonly end: ConversationEnd }) {
  const id = end.device?.id ?? '';
  const maySeeRisk = useMay('risk:view');
  const { from, to, newSince } = window;
  const found = useAnswer(listPeers, { path: { id }, query: { from, to, newSince, limit: SHOWN } });
  return (
    <PanelCard title={endName(end)} onClose={() => onPick(undefined)}>
      <p>
        <Link to="/devices/$id" params={{ id }}>
          {text.devicePage}
        </Link>
      </p>
      {maySeeRisk && (
        <p>
          <Link to="/devices/$id" params={{ id }} search={{ tab: 'risk' }}>
            {attackPathsText.mapLink}
          </Link>
        </p>
      )}
      <section>
        <h3>{text.peersOf}</h3>
        {found.isPending && <LoadingSkeleton lines={4} />}
        {found.error && (
          <ErrorState what={text.peersOf} error={found.error} onRetry={() => void found.refetch()} />
        )}
        <ul className={styles.rows}>
          {found.data?.peers.map((peer) => (
            <li key={`${peer.end.kind} ${peer.end.device?.id ?? peer.end.ip}`} className={styles.pair}>
              <span>
                <EndOf end={peer.end} id="" places={[]} />{' '}
                {tellsNew && peer.isNew && <strong className={styles.newCount}>{text.newHere}</strong>}
              </span>
              <span className={styles.quiet}>
                {[...new Set(peer.services.map(carrierWords))].join('; ')}
                {`, ${formatOctets(peer.octetsSent + peer.octetsReceived)}`}
              </span>
            </li>
          ))}
        </ul>
        {found.data && found.data.count > found.data.peers.length && (
          <p className={styles.quiet}>{mapText.more(found.data.count - found.data.peers.length)}</p>
        )}
      </section>
    </PanelCard>
  );
}

const sumOf = (edges: readonly MapEdge[]): number =>
  edges.reduce((sum, { conversations }) => sum + conversations, 0);
