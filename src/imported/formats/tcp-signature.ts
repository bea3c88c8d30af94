/**
 * TCP signatures of other programs as patterns over our facts `tcp/syn` and `tcp/syn-ack`, whose text is
 *
 *   initial TTL : window : window in multiples of the MSS, or - : MSS, or - : window scale, or - : options in order
 *   64:29200:20:1460:7:mss,sok,ts,nop,ws
 */

import { initialTtl } from '../../wire/tcp-stack.ts';
import type { RuleTarget } from '../rule-collector.ts';

export const SYN: RuleTarget = { factId: 'tcp/syn', about: 'Form of the first packet of a TCP connection.' };
export const SYN_ACK: RuleTarget = {
  factId: 'tcp/syn-ack',
  about: 'Form of the answer to a TCP connection.',
};

const NUMBER = /^\d{1,6}$/;
const P0F_OPTION = /^(?:mss|nop|ws|sok|sack|ts|eol\+\d{1,2}|\?\d{1,3})$/;
const SATORI_OPTIONS: Readonly<Record<string, string>> = {
  N: 'nop',
  S: 'sok',
  T: 'ts',
  E: 'eol(?:\\+\\d+)?',
};

/** The pattern of a p0f 3 signature `ver:ittl:olen:mss:wsize,scale:olayout:quirks:pclass`; undefined when it cannot be said. */
export function p0fPattern(signature: string): string | undefined {
  const [, ttl = '', , mss = '', sizes = '', layout = ''] = signature.split(':');
  const [size = '', scale = ''] = sizes.split(',');
  const multiple = /^mss\*(\d{1,3})$/.exec(size)?.[1];
  const window = multiple === undefined ? numberOrAny(size) : '\\d+';
  const start = /^\d{1,3}$/.test(ttl) ? String(initialTtl(Number(ttl))) : '\\d+';
  const options = layout === '' ? [] : layout.split(',');
  if (window === undefined || numberOrAny(mss) === undefined || numberOrAny(scale) === undefined)
    return undefined;
  if (!options.every((option) => P0F_OPTION.test(option))) return undefined;
  const scaleText = options.includes('ws') ? (numberOrAny(scale) ?? '\\d+') : '-';
  const mssText = options.includes('mss') ? (numberOrAny(mss) ?? '\\d+') : '-';
  const layoutText = options.map((option) => option.replace(/[+?]/g, '\\$&')).join(',');
  return `^${start}:${window}:${multiple ?? '[\\d-]+'}:${mssText}:${scaleText}:${layoutText}$`;
}

/** The pattern of a Satori signature `window:ttl:df:length:options:quirks`; undefined when it cannot be said. */
export function satoriPattern(signature: string): string | undefined {
  const [window = '', ttl = '', , , layout = ''] = signature.split(':');
  if (!NUMBER.test(window) || !NUMBER.test(ttl)) return undefined;
  let mss = '-';
  let scale = '-';
  const options: string[] = [];
  for (const option of layout.split(',')) {
    const [, kind = '', number = ''] = /^([MWNSTE])(\d{0,5})$/.exec(option) ?? [];
    if (kind === 'M') {
      mss = number;
      options.push('mss');
    } else if (kind === 'W') {
      scale = number;
      options.push('ws');
    } else {
      const known = SATORI_OPTIONS[kind];
      if (known === undefined) return undefined;
      // One end of options stands for it and all that follows.
      if (options.at(-1) !== known || kind !== 'E') options.push(known);
    }
  }
  return `^${initialTtl(Number(ttl))}:${window}:[\\d-]+:${mss}:${scale}:${options.join(',')}$`;
}

function numberOrAny(text: string): string | undefined {
  if (text === '*') return '\\d+';
  return NUMBER.test(text) ? text : undefined;
}
