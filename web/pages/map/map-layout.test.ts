import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveBetween, DEVICE_RADIUS, DEVICES_SHOWN, layOut, spotOn } from './map-layout.ts';

const place = fc.record({
  id: fc.integer({ min: 0, max: 4_095 }).map((vlan) => `vlan:${vlan}`),
  devices: fc.integer({ min: 0, max: 40 }),
  neighbours: fc.nat(20),
});
const places = fc.uniqueArray(place, { selector: ({ id }) => id, maxLength: 60 }).map((all) =>
  all.map(({ id, devices, neighbours }) => ({
    ...{ id, neighbours },
    devices: Array.from({ length: devices }, (_, index) => `device:${id}:${index}`),
  })),
);

describe('the layout of the map', () => {
  it('keeps boxes apart and inside the picture, with each device in its box', () => {
    fc.assert(
      fc.property(places, (all) => {
        const { boxes, width, height } = layOut(all);
        const list = [...boxes.values()];
        expect(list).toHaveLength(all.length);
        for (const [index, box] of list.entries()) {
          expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0);
          expect(box.y - box.height / 2).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width / 2).toBeLessThanOrEqual(width);
          expect(box.y + box.height / 2).toBeLessThanOrEqual(height);
          for (const at of box.devices.values()) {
            expect(Math.abs(at.x - box.x) + DEVICE_RADIUS).toBeLessThanOrEqual(box.width / 2);
            expect(Math.abs(at.y - box.y) + DEVICE_RADIUS).toBeLessThanOrEqual(box.height / 2);
          }
          for (const other of list.slice(index + 1))
            expect(
              Math.abs(box.x - other.x) >= (box.width + other.width) / 2 ||
                Math.abs(box.y - other.y) >= (box.height + other.height) / 2,
            ).toBe(true);
        }
      }),
    );
  });

  it('does not depend on the order of places, and counts what has no room', () => {
    fc.assert(
      fc.property(places, (all) => {
        const [one, other] = [layOut(all), layOut([...all].reverse())];
        expect([...other.boxes.values()].map(({ id, x, y }) => ({ id, x, y }))).toEqual(
          [...one.boxes.values()].map(({ id, x, y }) => ({ id, x, y })),
        );
        for (const { id, devices } of all)
          expect(one.boxes.get(id)?.hidden).toBe(Math.max(0, devices.length - DEVICES_SHOWN));
      }),
    );
  });

  it('draws a line from rim to rim, and one of nothing between the same places', () => {
    const shape = { width: 100, height: 50 };
    const { path, at } = curveBetween({ x: 0, y: 0, ...shape }, { x: 400, y: 0, ...shape }, 0);
    expect(path).toBe('M54.0 0.0Q200.0 0.0 346.0 0.0');
    expect(at(0.5)).toEqual({ x: 200, y: 0 });
    expect(curveBetween({ x: 5, y: 5, ...shape }, { x: 5, y: 5, ...shape }, 0).path).toBe(
      'M5.0 5.0Q5.0 5.0 5.0 5.0',
    );
  });

  it('puts the number of a line beside a box that the line passes behind', () => {
    const [one, other] = [
      { x: 0, y: 0, width: 100, height: 50 },
      { x: 800, y: 0, width: 100, height: 50 },
    ];
    const between = { ...one, x: 400, id: 'vlan:2', devices: new Map(), hidden: 0 };
    const line = curveBetween(one, other, 0);
    expect(spotOn(line, { boxes: new Map(), width: 900, height: 50 })).toEqual({ x: 400, y: 0 });
    const beside = spotOn(line, { boxes: new Map([['vlan:2', between]]), width: 900, height: 50 });
    expect(Math.abs(beside.x - between.x)).toBeGreaterThan(between.width / 2);
  });
});
