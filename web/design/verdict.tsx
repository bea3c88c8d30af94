/** What a finding means on this device as it is used: icon and words. */

import {
  IconBolt,
  IconCheck,
  IconHandStop,
  IconRoute,
  IconShieldCheck,
  IconToggleLeft,
} from '@tabler/icons-react';
import { valuesText } from '../text/values.ts';
import { Chip } from './chip.tsx';
import { Unknown } from './unknown.tsx';

export type Verdict = keyof typeof valuesText.verdict;

const LOOK = {
  'exploitable-now': { set: 'critical', filled: true, Icon: IconBolt },
  'in-zone': { set: 'high', filled: false, Icon: IconRoute },
  'needs-hands': { set: 'minimal', filled: false, Icon: IconHandStop },
  'needs-change': { set: 'minimal', filled: false, Icon: IconToggleLeft },
  'not-exploitable': { set: 'good', filled: false, Icon: IconShieldCheck },
  fixed: { set: 'good', filled: false, Icon: IconCheck },
} as const;

export function VerdictChip({ of: verdict, reason }: { readonly of: Verdict; readonly reason?: string }) {
  if (verdict === 'unknown') return <Unknown {...(reason && { reason })} />;
  const { set, filled, Icon } = LOOK[verdict];
  return (
    <Chip
      set={set}
      filled={filled}
      icon={<Icon size={13} stroke={1.9} aria-hidden="true" />}
      {...(reason && { title: reason })}
    >
      {valuesText.verdict[verdict]}
    </Chip>
  );
}
