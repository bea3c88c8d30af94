/** The coverage of an inventory, counted device by device. */

import { Coverage, type CoverageReport } from '../identify/coverage.ts';
import type { Inventory } from '../identify/inventory.ts';

/** Walks the devices of the inventory, which can be done once. */
export function coverageOf({ devices, captures }: Inventory): CoverageReport {
  const coverage = new Coverage();
  for (const device of devices) coverage.add(device);
  return coverage.report(captures);
}
