/** Devices of a vulnerability by what to do: a bar with words, what nobody can tell hatched. */

import type { z } from 'zod';
import type { GroupCounts } from '../../../src/contract/verdict.ts';
import type { Group } from '../../components/verdict-words.ts';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';
import styles from './vulnerabilities-page.module.css';

const PARTS: readonly (readonly [keyof z.output<typeof GroupCounts>, Group])[] = [
  ['actNow', 'act-now'],
  ['plan', 'plan'],
  ['cannotTell', 'cannot-tell'],
  ['watch', 'watch'],
  ['notExploitable', 'not-exploitable'],
];

export function DeviceBar({ of: devices }: { readonly of: z.output<typeof GroupCounts> }) {
  const shown = PARTS.filter(([name]) => devices[name] > 0);
  const total = shown.reduce((sum, [name]) => sum + devices[name], 0);
  const words = vulnerabilitiesText.devicesOf(
    shown.map(([name, group]) =>
      vulnerabilitiesText.devicesIn(devices[name], vulnerabilitiesText.group[group]),
    ),
  );
  return (
    <span className={styles.devices} title={words}>
      <span className="numbers" aria-hidden="true">
        {total.toLocaleString('en')}
      </span>
      <span className="hidden-but-read">{words}</span>
      <span className={`mark ${styles.bar}`} aria-hidden="true">
        {shown.map(([name, group]) => (
          <span key={name} data-group={group} style={{ flexGrow: devices[name] }} />
        ))}
      </span>
    </span>
  );
}
