/** The risk model as the server answers it. */

import type { z } from 'zod';
import type { RiskModel } from '../../../src/contract/risk-model.ts';

export type KnownModel = z.output<typeof RiskModel>;
