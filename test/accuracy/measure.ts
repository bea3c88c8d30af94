/** All measurements, in the order in which docs/accuracy.md shows them. */

import type { Difference, Section } from './figures.ts';
import { LABORATORY_CAPTURES, measureInventory } from './measure-inventory.ts';
import { measureIot } from './measure-iot.ts';
import { measureJa4 } from './measure-ja4.ts';
import { measureMatching } from './measure-matching.ts';
import { measureOutlook } from './measure-outlook.ts';
import { measureProtocols } from './measure-protocols.ts';
import { measureTapirx } from './measure-tapirx.ts';
import { measureTapirxl } from './measure-tapirxl.ts';

const MEASUREMENTS = [
  ...LABORATORY_CAPTURES.map((capture) => () => measureInventory(capture)),
  measureProtocols,
  measureJa4,
  measureTapirxl,
  measureTapirx,
  measureIot,
  measureMatching,
  measureOutlook,
];

export async function measureAll(): Promise<{ sections: Section[]; differences: Difference[] }> {
  const sections: Section[] = [];
  const differences: Difference[] = [];
  for (const measure of MEASUREMENTS) {
    const measurement = await measure();
    sections.push(measurement.section);
    differences.push(...measurement.differences);
  }
  return { sections, differences };
}
