/** What is said of a person on every page about people: to whom they belong, whether they may sign in, how surely. */

import { IconFingerprint, IconShieldOff } from '@tabler/icons-react';
import type { z } from 'zod';
import type { Person as PersonSchema } from '../../src/contract/person.ts';
import { Chip } from '../design/chip.tsx';
import { WireText } from '../design/values.tsx';
import { accessText } from '../text/access.ts';

export type Person = z.output<typeof PersonSchema>;

export function StandingChip({ person }: { readonly person: Person }) {
  const { external, suspended } = person;
  const text = accessText.standing;
  if (suspended)
    return (
      <Chip set="critical" title={text.suspendedBecause(suspended.because)}>
        {text.suspended}
      </Chip>
    );
  return external ? (
    <Chip set="medium">
      <WireText>{text.external(external.company)}</WireText>
    </Chip>
  ) : (
    <Chip>{text.employee}</Chip>
  );
}

export function FactorChip({ person }: { readonly person: Person }) {
  const { oneTimeCodes, passkeys, required } = person.secondFactor;
  const text = accessText.factor;
  if (passkeys > 0)
    return (
      <Chip set="good" icon={<IconFingerprint size={13} stroke={1.8} aria-hidden="true" />}>
        {text.passkeys(passkeys)}
      </Chip>
    );
  if (oneTimeCodes) return <Chip set="good">{text.codes}</Chip>;
  return required ? (
    <Chip
      set="high"
      icon={<IconShieldOff size={13} stroke={1.8} aria-hidden="true" />}
      title={text.missingHelp}
    >
      {text.missing}
    </Chip>
  ) : (
    <Chip>{text.none}</Chip>
  );
}
