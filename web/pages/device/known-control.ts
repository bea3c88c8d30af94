/** A control, as the server tells of it. */

import type { z } from 'zod';
import type { Control } from '../../../src/contract/decision.ts';

export type ControlRow = z.output<typeof Control>;
