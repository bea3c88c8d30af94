/** The score of a device as its parts show it. */

import type { z } from 'zod';
import type { DeviceRisk } from '../../../src/contract/risk.ts';
import type { Score } from '../../design/severity.tsx';

export type KnownRisk = z.output<typeof DeviceRisk>;

/** Undefined while there is none: then nothing may be concluded. */
export function scoreOf({ score, band, likely }: KnownRisk): Score | undefined {
  if (score === null || band === null || likely === null) return undefined;
  return { value: score, p10: likely.from, p90: likely.to, severity: band };
}
