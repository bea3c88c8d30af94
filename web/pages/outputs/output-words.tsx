/** What both kinds of outputs show of how they go, and the fields that both are described with. */

import { MultiSelect, Textarea, TextInput } from '@mantine/core';
import type { z } from 'zod';
import type { OutputKind, SyslogDestination, Webhook } from '../../../src/contract/output.ts';
import { Chip } from '../../design/chip.tsx';
import { Age, WireText } from '../../design/values.tsx';
import { outputsText as text } from '../../text/outputs.ts';
import styles from './outputs-page.module.css';

export type WebhookItem = z.output<typeof Webhook>;
export type SyslogItem = z.output<typeof SyslogDestination>;
type Course = Pick<WebhookItem, 'enabled' | 'sent' | 'dropped' | 'lastSentAt' | 'failingSince' | 'lastError'>;

export function StateChip({ of: { enabled, failingSince, lastSentAt } }: { readonly of: Course }) {
  if (!enabled) return <Chip set="minimal">{text.off}</Chip>;
  if (failingSince !== null) return <Chip set="critical">{text.failing}</Chip>;
  return lastSentAt === null ? (
    <Chip set="low">{text.nothingYet}</Chip>
  ) : (
    <Chip set="good">{text.works}</Chip>
  );
}

/** How it goes: what arrived, what was given up, and what is wrong. */
export function CourseWords({ of: course }: { readonly of: Course }) {
  const { sent, dropped, lastSentAt, failingSince, lastError } = course;
  return (
    <div className={styles.who}>
      <span>
        {text.sent(sent)}
        {lastSentAt !== null && (
          <>
            , {text.last} <Age at={lastSentAt} ago />
          </>
        )}
      </span>
      {dropped > 0 && <span>{text.dropped(dropped)}</span>}
      {failingSince !== null && (
        <span className={styles.problem}>
          {text.failing} {text.since} <Age at={failingSince} />.{' '}
          {lastError && <WireText whole>{lastError}</WireText>}
        </span>
      )}
    </div>
  );
}

/** A word for each kind of event that the contract has. */
const KINDS: Readonly<Record<OutputKind, string>> = text.kinds;

export const kindsOf = (kinds: readonly string[]): string =>
  kinds.map((kind) => KINDS[kind as OutputKind] ?? kind).join(', ');

export interface CommonFields {
  readonly name: string;
  readonly kinds: readonly OutputKind[];
  readonly authority: string;
}

export const EMPTY_FIELDS: CommonFields = {
  ...{ name: '', authority: '' },
  kinds: ['device.new', 'device.changed', 'alert.new'],
};

interface CommonFieldsProps {
  readonly value: CommonFields;
  readonly onChange: (changed: Partial<CommonFields>) => void;
}

export function NameField({ value, onChange }: CommonFieldsProps) {
  return (
    <TextInput
      label={text.name}
      placeholder={text.nameHint}
      data-autofocus
      required
      withAsterisk={false}
      value={value.name}
      onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
    />
  );
}

export function TellingFields({ value, onChange }: CommonFieldsProps) {
  return (
    <>
      <MultiSelect
        label={text.what}
        data={Object.entries(KINDS).map(([kind, label]) => ({ value: kind, label }))}
        value={[...value.kinds]}
        onChange={(kinds) => onChange({ kinds: kinds as OutputKind[] })}
      />
      <Textarea
        label={text.authority}
        description={text.authorityHelp}
        autosize
        minRows={2}
        maxRows={8}
        value={value.authority}
        onChange={({ currentTarget }) => onChange({ authority: currentTarget.value })}
      />
    </>
  );
}
