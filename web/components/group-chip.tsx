/** What to do about a finding: act now, plan, watch, nothing, or that nobody can tell. */

import { IconBolt, IconCalendar, IconEye, IconShieldCheck } from '@tabler/icons-react';
import { Chip } from '../design/chip.tsx';
import { Unknown } from '../design/unknown.tsx';
import { vulnerabilitiesText } from '../text/vulnerabilities.ts';
import type { Group } from './verdict-words.ts';

const LOOK = {
  'act-now': { set: 'critical', Icon: IconBolt },
  plan: { set: 'high', Icon: IconCalendar },
  watch: { set: 'low', Icon: IconEye },
  'not-exploitable': { set: 'good', Icon: IconShieldCheck },
} as const;

export function GroupChip({ of: group }: { readonly of: Group }) {
  const word = vulnerabilitiesText.group[group];
  if (group === 'cannot-tell') return <Unknown word={word} reason={vulnerabilitiesText.cannotTellReason} />;
  const { set, Icon } = LOOK[group];
  return (
    <Chip set={set} icon={<Icon size={13} stroke={1.9} aria-hidden="true" />}>
      {word}
    </Chip>
  );
}
