/**
 * p0f 3 signatures (`p0f.fp`): the sections `tcp:request` and `tcp:response`. Quirks of the IP header are not looked at, so
 * systems that differ in nothing else share a signature and only what they have in common is said.
 *
 *   [tcp:request]
 *   label = s:unix:Linux:3.11 and newer            type:class:name:flavour
 *   sig   = *:64:0:*:mss*20,10:mss,sok,ts,nop,ws:df,id+:0
 */

import { printableText } from '../../base/printable-text.ts';
import type { RuleCollector } from '../rule-collector.ts';
import { ExactValues } from './exact-values.ts';
import { p0fPattern, SYN, SYN_ACK } from './tcp-signature.ts';

const CONFIDENCE = 40;
const TARGETS = new Map([
  ['tcp:request', SYN],
  ['tcp:response', SYN_ACK],
]);

/** Reads a p0f signature file. */
export function readP0f(text: string, fileName: string, collector: RuleCollector): void {
  const values = new ExactValues();
  let section = '';
  let label = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const [, heading] = /^\[([\w:]+)/.exec(line) ?? [];
    section = heading ?? section;
    const [, key, value = ''] = /^(label|sig)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === 'label') label = printableText(value);
    if (key !== 'sig') continue;
    const target = TARGETS.get(section);
    const [, kind, name = '', flavour = ''] = label.split(':');
    const pattern = target && p0fPattern(value);
    if (!target) collector.refuse(label, `the section [${section}] is not read`);
    else if (kind === '!') collector.refuse(label, 'it tells a tool and no system');
    else if (pattern === undefined)
      collector.refuse(label, `the signature "${printableText(value, 60)}" is not understood`);
    else
      values.claim(target, {
        ...{ describes: `${name} ${flavour}`.trim(), attributes: { os: name }, confidence: CONFIDENCE },
        pattern,
      });
  }
  values.handOver(collector, `p0f, ${fileName}`);
}
