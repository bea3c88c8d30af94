/** The fleet as its parts show it. */

import type { z } from 'zod';
import type { FleetRisk } from '../../../src/contract/risk.ts';

export type KnownFleet = z.output<typeof FleetRisk>;
