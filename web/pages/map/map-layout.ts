/**
 * Where boxes and devices stand in the picture. The same places stand at the same spot on every visit: nothing here depends on
 * the traffic but the box in the middle, and that only when the place with most neighbours is another.
 */

export interface PlaceToDraw {
  readonly id: string;
  /** Devices whose pictures stand in the box, in order. */
  readonly devices: readonly string[];
  /** Different places that it talks with. */
  readonly neighbours: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Centres of the pictures of devices. */
  readonly devices: ReadonlyMap<string, Point>;
  /** Devices for which there is no room. */
  readonly hidden: number;
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly width: number;
  readonly height: number;
}

export const DEVICE_RADIUS = 15;
const DEVICE_STEP = 42;
const DEVICE_COLUMNS = 5;
/** Pictures in one box; the panel lists all. */
export const DEVICES_SHOWN = 15;
const HEAD = 36;
const SIDE = 12;
const LEAST_WIDTH = 196;
const EMPTY_HEIGHT = 48;
/** Between boxes: room for the numbers of edges. */
const GAP = 46;
/** Beyond so many places a ring grows too wide, and they stand in rows. */
const RING_LIMIT = 14;
const MARGIN = 14;
const GROWTH = 1.06;

/** Lays places out in a ring around the one with most neighbours, or in rows when they are many. */
export function layOut(places: readonly PlaceToDraw[]): Layout {
  const sorted = [...places].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const sized = sorted.map(sizeOf);
  return placed(sized.length > RING_LIMIT ? inRows(sized) : inRing(sized, middleOf(sorted)));
}

type Sized = Omit<Box, 'x' | 'y'>;

function sizeOf({ id, devices }: PlaceToDraw): Sized {
  const shown = devices.slice(0, DEVICES_SHOWN);
  const columns = Math.min(DEVICE_COLUMNS, Math.max(1, shown.length));
  const rows = Math.ceil(shown.length / DEVICE_COLUMNS);
  const width = Math.max(LEAST_WIDTH, columns * DEVICE_STEP + 2 * SIDE);
  const height = rows === 0 ? EMPTY_HEIGHT : HEAD + rows * DEVICE_STEP + 4;
  // Relative to the centre of the box.
  const at = (index: number): Point => ({
    x: -width / 2 + SIDE + ((index % DEVICE_COLUMNS) + 0.5) * DEVICE_STEP,
    y: -height / 2 + HEAD + (Math.floor(index / DEVICE_COLUMNS) + 0.5) * DEVICE_STEP,
  });
  return {
    ...{ id, width, height, hidden: devices.length - shown.length },
    devices: new Map(shown.map((device, index) => [device, at(index)])),
  };
}

/** The place with most neighbours, if there are enough places for a middle. */
function middleOf(places: readonly PlaceToDraw[]): string | undefined {
  if (places.length < 4) return undefined;
  return places.reduce((best, place) => (place.neighbours > best.neighbours ? place : best)).id;
}

function inRing(sized: readonly Sized[], middle: string | undefined): Box[] {
  const ring = sized.filter(({ id }) => id !== middle);
  const centre = sized.filter(({ id }) => id === middle).map((box): Box => ({ ...box, x: 0, y: 0 }));
  let [across, down] = [260, 190];
  for (;;) {
    const placed = ring.map((box, index): Box => {
      const angle = (index / ring.length) * 2 * Math.PI - Math.PI / 2;
      return { ...box, x: across * Math.cos(angle), y: down * Math.sin(angle) };
    });
    const all = [...centre, ...placed];
    if (!all.some((one, index) => all.slice(index + 1).some((other) => collide(one, other)))) return all;
    across *= GROWTH;
    down *= GROWTH;
  }
}

function collide(a: Box, b: Box): boolean {
  return (
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 + GAP &&
    Math.abs(a.y - b.y) < (a.height + b.height) / 2 + GAP
  );
}

function inRows(sized: readonly Sized[]): Box[] {
  const columns = Math.ceil(Math.sqrt(sized.length * 0.9));
  const width = Math.max(...sized.map((box) => box.width)) + 2 * GAP;
  let top = 0;
  const boxes: Box[] = [];
  for (let first = 0; first < sized.length; first += columns) {
    const row = sized.slice(first, first + columns);
    const height = Math.max(...row.map((box) => box.height));
    boxes.push(...row.map((box, index): Box => ({ ...box, x: index * width, y: top + height / 2 })));
    top += height + 1.5 * GAP;
  }
  return boxes;
}

/** Moves everything so that the picture begins at 0, 0; pictures of devices get their place in it. */
function placed(boxes: readonly Box[]): Layout {
  const edge = (side: (box: Box) => number, most: (...values: number[]) => number) =>
    boxes.length === 0 ? 0 : most(...boxes.map(side));
  const left = edge(({ x, width }) => x - width / 2, Math.min) - MARGIN;
  const top = edge(({ y, height }) => y - height / 2, Math.min) - MARGIN;
  const moved = boxes.map((box): Box => {
    const [x, y] = [box.x - left, box.y - top];
    const devices = [...box.devices].map(([id, at]): [string, Point] => [id, { x: x + at.x, y: y + at.y }]);
    return { ...box, x, y, devices: new Map(devices) };
  });
  return {
    boxes: new Map(moved.map((box) => [box.id, box])),
    width: edge(({ x, width }) => x + width / 2, Math.max) - left + MARGIN,
    height: edge(({ y, height }) => y + height / 2, Math.max) - top + MARGIN,
  };
}

interface Shape extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Curve {
  /** Of an SVG path. */
  readonly path: string;
  /** A point on it, from its begin at 0 to its end at 1. */
  readonly at: (share: number) => Point;
}

/** Room between the end of a line and the box. */
const CLEAR = 4;

/** A line from the rim of one shape to that of another; `bend` is how far it leaves the straight way, to its left. */
export function curveBetween(from: Shape, to: Shape, bend: number): Curve {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const control = {
    x: (from.x + to.x) / 2 + (dy / length) * bend,
    y: (from.y + to.y) / 2 - (dx / length) * bend,
  };
  const [begin, end] = [rimToward(from, control), rimToward(to, control)];
  const at = (share: number): Point => {
    const [first, second, third] = [(1 - share) ** 2, 2 * share * (1 - share), share ** 2];
    return {
      x: begin.x * first + control.x * second + end.x * third,
      y: begin.y * first + control.y * second + end.y * third,
    };
  };
  const text = (point: Point) => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
  return { path: `M${text(begin)}Q${text(control)} ${text(end)}`, at };
}

/** Where the number of a line may stand, the best place first. */
const SPOTS = [0.5, 0.36, 0.64, 0.24, 0.76, 0.14, 0.86];
/** Half of the space that a number takes. */
const SPOT = { width: 16, height: 12 };

/** Where on a line its number covers no box; its middle where every place does. */
export function spotOn({ at }: Curve, { boxes }: Layout): Point {
  const isFree = ({ x, y }: Point) =>
    ![...boxes.values()].some(
      (box) =>
        Math.abs(box.x - x) < box.width / 2 + SPOT.width &&
        Math.abs(box.y - y) < box.height / 2 + SPOT.height,
    );
  return SPOTS.map(at).find(isFree) ?? at(0.5);
}

function rimToward({ x, y, width, height }: Shape, target: Point): Point {
  const [dx, dy] = [target.x - x, target.y - y];
  const steps = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (width / 2 + CLEAR) / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : (height / 2 + CLEAR) / Math.abs(dy),
  );
  return Number.isFinite(steps) && steps < 1 ? { x: x + dx * steps, y: y + dy * steps } : { x, y };
}
