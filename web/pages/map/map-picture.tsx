/**
 * The picture: boxes of places with their devices, known traffic in grey, new ways dashed and red with their number. Drawn as
 * SVG: the API tells 400 nodes at most, and sums the rest.
 */

import type { KeyboardEvent } from 'react';
import { endName, type MapAnswer, type MapEdge } from '../../components/traffic-words.ts';
import { CategoryIcon } from '../../design/category-icon.tsx';
import { cutMiddle } from '../../design/format/wire-text.ts';
import { categoryName } from '../../text/categories.ts';
import { mapText } from '../../text/map.ts';
import {
  type DrawnWays,
  edgeId,
  type KnownLine,
  neighboursOf,
  type Place,
  placeOfNode,
} from './map-content.ts';
import { type Box, curveBetween, DEVICE_RADIUS, type Layout, layOut, spotOn } from './map-layout.ts';
import styles from './map-picture.module.css';
import type { Placing } from './map-state.ts';

interface MapPictureProps {
  readonly map: MapAnswer;
  /** What is drawn of its edges. */
  readonly ways: DrawnWays;
  readonly single: MapAnswer | undefined;
  readonly places: readonly Place[];
  readonly by: Placing;
  readonly pick: string | undefined;
  readonly onPick: (id: string) => void;
}

/** How far new ways leave the straight line, so that both directions and known traffic stay apart. */
const BEND = 46;
const LEAST_STROKE = 1.6;
const MOST_STROKE = 6;
const NAME_LETTERS = 20;
const CHARACTER = 7;

export function MapPicture({ map, ways, single, places, by, pick, onPick }: MapPictureProps) {
  const neighbours = neighboursOf(map.edges);
  const layout = layOut(
    places.map(({ id, devices }) => ({
      id,
      devices: devices.map((node) => node.id),
      neighbours: neighbours.get(id) ?? 0,
    })),
  );
  const nameOf = (id: string) => places.find((place) => place.id === id)?.name ?? id;
  const picked = pick?.startsWith('device:') ? pick : undefined;
  return (
    // A group, not a picture: what stands in it can be chosen.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a drawing
    <svg
      className={styles.picture}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label={mapText.title}
      onKeyDown={moveFocus}
      style={{ maxWidth: `${layout.width * 1.5}px` }}
    >
      <defs>
        <marker
          id="new-way"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="9"
          markerHeight="9"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0 10 5 0 10z" className={styles.arrow} />
        </marker>
      </defs>
      <g data-faded={picked ? true : undefined} className={styles.lines}>
        <KnownLines lines={ways.known} layout={layout} />
      </g>
      {picked && single && <OwnLines device={picked} single={single} layout={layout} by={by} />}
      {!picked && <NewLines edges={ways.fresh} layout={layout} pick={pick} />}
      {places.map((place) => {
        const box = layout.boxes.get(place.id);
        return box && <PlaceBox key={place.id} place={place} box={box} pick={pick} onPick={onPick} />;
      })}
      {!picked &&
        ways.fresh.map((edge) => (
          <WayNumber
            key={edgeId(edge)}
            edge={edge}
            layout={layout}
            name={mapText.edgeName(
              nameOf(edge.from),
              nameOf(edge.to),
              edge.conversations,
              edge.newConversations,
            )}
            isPicked={pick === edgeId(edge)}
            onPick={onPick}
          />
        ))}
    </svg>
  );
}

interface KnownLinesProps {
  readonly lines: readonly KnownLine[];
  readonly layout: Layout;
}

function KnownLines({ lines, layout }: KnownLinesProps) {
  const most = Math.max(1, ...lines.map(({ octets }) => octets));
  return lines.map(({ ends: [one, other], octets }) => {
    const [from, to] = [layout.boxes.get(one), layout.boxes.get(other)];
    if (!from || !to) return null;
    const share = Math.log10(octets + 1) / Math.log10(most + 1);
    return (
      <path
        key={`${one}>${other}`}
        className={styles.known}
        d={curveBetween(from, to, 0).path}
        strokeWidth={LEAST_STROKE + (MOST_STROKE - LEAST_STROKE) * share ** 2}
      />
    );
  });
}

/** New ways run behind the boxes, so that no name is crossed out. */
function NewLines({
  edges,
  layout,
  pick,
}: Pick<MapPictureProps, 'pick'> & { readonly edges: readonly MapEdge[]; readonly layout: Layout }) {
  return edges.map((edge) => {
    const [from, to] = [layout.boxes.get(edge.from), layout.boxes.get(edge.to)];
    if (!from || !to || from === to) return null;
    return (
      <path
        key={edgeId(edge)}
        className={styles.fresh}
        d={curveBetween(from, to, BEND).path}
        markerEnd="url(#new-way)"
        data-picked={pick === edgeId(edge) || undefined}
      />
    );
  });
}

interface WayNumberProps {
  readonly edge: MapEdge;
  readonly layout: Layout;
  readonly name: string;
  readonly isPicked: boolean;
  readonly onPick: (id: string) => void;
}

function WayNumber({ edge, layout, name, isPicked, onPick }: WayNumberProps) {
  const [from, to] = [layout.boxes.get(edge.from), layout.boxes.get(edge.to)];
  if (!from || !to) return null;
  // What is new inside a box stands on its rim.
  const at =
    edge.from === edge.to
      ? { x: from.x + from.width / 2 - 16, y: from.y - from.height / 2 }
      : spotOn(curveBetween(from, to, BEND), layout);
  const count = edge.newConversations.toLocaleString('en');
  const width = 14 + count.length * CHARACTER;
  const pick = () => onPick(edgeId(edge));
  return (
    <g>
      {/* biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing */}
      <g
        role="button"
        tabIndex={0}
        aria-label={name}
        aria-pressed={isPicked}
        className={styles.number}
        onClick={pick}
        onKeyDown={onEnter(pick)}
        data-stop
      >
        <title>{name}</title>
        <rect className={styles.reach} x={at.x - 15} y={at.y - 15} width="30" height="30" />
        <rect className={styles.pill} x={at.x - width / 2} y={at.y - 10} width={width} height="20" rx="10" />
        <text x={at.x} y={at.y + 4} textAnchor="middle">
          {count}
        </text>
      </g>
    </g>
  );
}

interface OwnLinesProps {
  readonly device: string;
  readonly single: MapAnswer;
  readonly layout: Layout;
  readonly by: Placing;
}

/** The ways of the chosen device: to devices that are shown, else to the boxes of their places. */
function OwnLines({ device, single, layout, by }: OwnLinesProps) {
  const nodes = new Map(single.nodes.map((node) => [node.id, node]));
  const shapeOf = (id: string) => {
    for (const box of layout.boxes.values()) {
      const at = box.devices.get(id);
      if (at) return { ...at, width: 2 * DEVICE_RADIUS, height: 2 * DEVICE_RADIUS };
    }
    const node = nodes.get(id);
    const place = node && placeOfNode(node, by);
    return place === undefined ? undefined : layout.boxes.get(place);
  };
  return single.edges
    .filter(({ from, to }) => from !== to && (from === device || to === device))
    .map((edge) => {
      const [from, to] = [shapeOf(edge.from), shapeOf(edge.to)];
      if (!from || !to || from === to) return null;
      const isNew = edge.newConversations > 0;
      return (
        <path
          key={edgeId(edge)}
          className={isNew ? styles.fresh : styles.own}
          d={curveBetween(from, to, 18).path}
          {...(isNew && { markerEnd: 'url(#new-way)' })}
        />
      );
    });
}

interface PlaceBoxProps {
  readonly place: Place;
  readonly box: Box;
  readonly pick: string | undefined;
  readonly onPick: (id: string) => void;
}

function PlaceBox({ place, box, pick, onPick }: PlaceBoxProps) {
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2];
  const count = place.silent ?? (place.count > 0 ? mapText.devices(place.count) : mapText.hosts);
  const name = mapText.placeName(place.name, count);
  const choose = () => onPick(place.id);
  const more = Math.max(box.hidden, place.devices.length > 0 ? place.count - box.devices.size : 0);
  return (
    <g>
      {/* biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing */}
      <g
        role="button"
        tabIndex={0}
        aria-label={name}
        aria-pressed={pick === place.id}
        className={styles.box}
        data-unknown={place.isUnknown || undefined}
        onClick={choose}
        onKeyDown={onEnter(choose)}
        data-stop
      >
        <title>{place.reason ? `${name}. ${place.reason}` : name}</title>
        <rect x={left} y={top} width={box.width} height={box.height} rx="9" />
      </g>
      <g className={styles.words}>
        <text className={styles.name} x={left + 12} y={top + 21}>
          {cutMiddle(place.name, NAME_LETTERS)}
        </text>
        {box.devices.size === 0 ? (
          <text className={styles.count} x={left + 12} y={top + 38}>
            {count}
          </text>
        ) : (
          <text className={styles.count} x={left + box.width - 12} y={top + 21} textAnchor="end">
            {more > 0 ? mapText.share(box.devices.size, place.count) : place.count}
          </text>
        )}
      </g>
      {place.devices.map((node) => {
        const at = box.devices.get(node.id);
        if (!at || !node.end) return null;
        const category = node.end.device?.category ?? 'unknown';
        const label = `${endName(node.end)}, ${categoryName(category)}`;
        const pickDevice = () => onPick(node.id);
        return (
          // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
          <g
            key={node.id}
            role="button"
            tabIndex={0}
            aria-label={label}
            aria-pressed={pick === node.id}
            className={styles.device}
            data-unknown={category === 'unknown' || undefined}
            onClick={pickDevice}
            onKeyDown={onEnter(pickDevice)}
            data-stop
          >
            <title>{label}</title>
            <circle cx={at.x} cy={at.y} r={DEVICE_RADIUS} />
            <g transform={`translate(${at.x - 9} ${at.y - 9})`}>
              <CategoryIcon of={category} size={18} />
            </g>
          </g>
        );
      })}
    </g>
  );
}

const onEnter = (run: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  run();
};

/** Arrows go to what can be chosen next or before. */
function moveFocus(event: KeyboardEvent<SVGSVGElement>): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<SVGGElement>('[data-stop]')];
  const at = stops.indexOf(document.activeElement as SVGGElement);
  if (at === -1) return;
  event.preventDefault();
  stops[(at + step + stops.length) % stops.length]?.focus();
}
