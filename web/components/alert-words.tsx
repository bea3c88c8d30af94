/** An alert in words: what happened, how it stands, and what one may do about it. */

import type { z } from 'zod';
import type { Alert as AlertSchema } from '../../src/contract/alert.ts';
import { Chip } from '../design/chip.tsx';
import { alertsText as text } from '../text/alerts.ts';

export type AlertRow = z.output<typeof AlertSchema>;

const STATE_SETS = { open: 'medium', acknowledged: 'low', closed: 'plain' } as const;

export function AlertState({ of: state }: { readonly of: AlertRow['state'] }) {
  return <Chip set={STATE_SETS[state]}>{text.states[state]}</Chip>;
}
