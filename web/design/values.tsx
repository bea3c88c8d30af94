/** One formatter for each kind of value: Age, Instant, Count, Octets, Address (and MAC, serial, version), WireText. */

import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { valuesText } from '../text/values.ts';
import { useNow } from './clock.ts';
import { ageTick, formatAge } from './format/age.ts';
import { formatDay, formatDayAndClock, formatFull, formatInstant, readInstant } from './format/instant.ts';
import { formatCount, formatOctets } from './format/number.ts';
import { cutMiddle, wireText } from './format/wire-text.ts';
import { Unknown } from './unknown.tsx';
import styles from './values.module.css';

const MINUTE_MS = 60_000;
const COPIED_MS = 1_500;
/** Letters of a name in a list; the whole stands in the tip. */
const NAME_LETTERS = 48;

interface InstantProps {
  /** ISO 8601; null when it is not known. */
  readonly at: string | null | undefined;
}

/** `6 s`, `4 min`; the instant on hover. */
export function Age({ at, ago = false }: InstantProps & { readonly ago?: boolean }) {
  const instant = at ? readInstant(at) : undefined;
  const now = useNow(instant ? ageTick(instant, new Date()) : MINUTE_MS);
  if (!instant) return <Unknown word={valuesText.noTime} bare />;
  const age = formatAge(instant, now);
  return (
    <time className="numbers" dateTime={instant.toISOString()} title={formatFull(instant)}>
      {ago ? valuesText.ago(age) : age}
    </time>
  );
}

/** `14:02:52` today, `9 Mar, 14:02`, `31 Aug 2025`; all of it on hover. */
export function Instant({ at }: InstantProps) {
  const instant = at ? readInstant(at) : undefined;
  const now = useNow(MINUTE_MS);
  if (!instant) return <Unknown word={valuesText.noTime} bare />;
  return (
    <time className="numbers" dateTime={instant.toISOString()} title={formatFull(instant)}>
      {formatInstant(instant, now)}
    </time>
  );
}

/** `22 Nov, 03:00 to 23 Nov, 03:00`: both ends with their day; all of them on hover. */
export function Span({ from, to }: { readonly from: string; readonly to: string }) {
  const now = useNow(MINUTE_MS);
  const [begin, end] = [readInstant(from), readInstant(to)];
  if (!begin || !end) return <Unknown word={valuesText.noTime} bare />;
  return (
    <span className="numbers" title={valuesText.span(formatFull(begin), formatFull(end))}>
      {valuesText.span(formatDayAndClock(begin, now), formatDayAndClock(end, now))}
    </span>
  );
}

/** `31 Aug 2025`: the date of a list; all of it on hover. */
export function Day({ at }: InstantProps) {
  const instant = at ? readInstant(at) : undefined;
  if (!instant) return <Unknown word={valuesText.noTime} bare />;
  return (
    <time className="numbers" dateTime={instant.toISOString()} title={formatFull(instant)}>
      {formatDay(instant)}
    </time>
  );
}

export function Count({ of: count }: { readonly of: number | null | undefined }) {
  if (count === null || count === undefined) return <Unknown bare />;
  return <span className="numbers">{formatCount(count)}</span>;
}

export function Octets({ of: octets }: { readonly of: number | null | undefined }) {
  if (octets === null || octets === undefined) return <Unknown bare />;
  return <span className="numbers">{formatOctets(octets)}</span>;
}

/** Text from the wire: never markup, and nothing invisible. Long names lose their middle, not their ends. */
export function WireText({
  children,
  whole = false,
}: {
  readonly children: string;
  readonly whole?: boolean;
}) {
  const text = wireText(children);
  const shown = whole ? text : cutMiddle(text, NAME_LETTERS);
  return shown === text ? <bdi>{text}</bdi> : <bdi title={text}>{shown}</bdi>;
}

interface IdentifierProps {
  readonly value: string;
  /** What it is, for the name of its button: "address", "serial number". */
  readonly what: string;
  readonly children?: ReactNode;
}

/** Address, MAC, serial number, version: monospaced, never cut, copied by a click. */
export function Identifier({ value, what, children }: IdentifierProps) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  return (
    <button
      type="button"
      className={styles.identifier}
      title={copied ? valuesText.copied : valuesText.copy(what)}
      onClick={(event) => {
        event.stopPropagation();
        copy().catch(() => setCopied(false));
      }}
    >
      <bdi>{children ?? wireText(value)}</bdi>
      <span className={styles.copy} data-copied={copied || undefined} aria-hidden="true">
        {copied ? <IconCheck size={12} /> : <IconCopy size={12} />}
      </span>
    </button>
  );
}

/** Monospaced without a button: in rows that are themselves links. */
export function Mono({ children }: { readonly children: string }) {
  return <bdi className={styles.mono}>{wireText(children)}</bdi>;
}
