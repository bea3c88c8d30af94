/** Small pictures of the whole result above the list; each part is a filter, what is not known among them. */

import { chooseValues, type DeviceField } from '../../../src/contract/device-query.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { countFacets } from '../../api/endpoints/devices.ts';
import { useAnswer } from '../../api/queries.ts';
import { formatCount } from '../../design/format/number.ts';
import { UnknownGlyph } from '../../design/unknown.tsx';
import { deviceListText } from '../../text/device-list.ts';
import { valuesText } from '../../text/values.ts';
import styles from './facet-strip.module.css';
import { valueWords } from './facet-words.ts';

const text = deviceListText;
const LEVELS = ['5', '4', '3', '2', '1'] as const;
/** What one wants to know of every device. */
const KNOWN = ['vendor', 'model', 'site'] as const;
const ASKED = ['category', 'vendor', 'model', 'site', 'criticality'].join(',');
/** Kinds shown by name. */
const KINDS = 3;

type FacetCounts = AnswerOf<typeof countFacets>['facets'][string];

interface FacetStripProps {
  readonly query: string;
  /** It counts once the rows are there, which people wait for; what it counted before stands meanwhile. */
  readonly counts: boolean;
  readonly onAsk: (query: string) => void;
}

export function FacetStrip({ query, counts, onAsk }: FacetStripProps) {
  const counted = useAnswer(
    countFacets,
    { query: { query: query || undefined, facets: ASKED } },
    { enabled: counts, keepsLast: true },
  );
  const facets = counted.data?.facets;
  const choose = (field: DeviceField, value: string | null) => onAsk(chooseValues(query, field, [value]));
  return (
    <section
      className={`${styles.strip} not-printed`}
      aria-label={text.strip}
      aria-busy={(counted.isFetching && counted.isPlaceholderData) || undefined}
    >
      <div className={styles.card}>
        <h2>
          {text.criticalityTitle} <span>{text.clickPart}</span>
        </h2>
        <CriticalityBar counts={facets?.['criticality']} onChoose={(value) => choose('criticality', value)} />
      </div>
      <div className={styles.card}>
        <h2>{text.kindsTitle}</h2>
        <Kinds counts={facets?.['category']} onChoose={(value) => choose('category', value)} />
      </div>
      <div className={styles.card}>
        <h2>{text.knownTitle}</h2>
        <ul className={styles.known}>
          {KNOWN.map((field) => (
            <KnownLine
              key={field}
              what={text.facets[field]}
              counts={facets?.[field]}
              onChoose={() => choose(field, null)}
            />
          ))}
        </ul>
      </div>
    </section>
  );
}

interface PartProps {
  readonly counts: FacetCounts | undefined;
  readonly onChoose: (value: string | null) => void;
}

function CriticalityBar({ counts, onChoose }: PartProps) {
  const countOf = (value: string | null) => counts?.values.find((each) => each.value === value)?.count ?? 0;
  const parts = [...LEVELS, null].map((value) => ({
    value,
    count: countOf(value),
    name: value === null ? text.unknownOf(text.facets.criticality) : valueWords('criticality', value),
  }));
  const shown = parts.filter(({ count }) => count > 0);
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        {shown.map(({ value, count }) => (
          <span key={value} data-level={value ?? 'unknown'} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul className={styles.legend}>
        {shown.map(({ value, count, name }) => (
          <li key={value}>
            <button type="button" onClick={() => onChoose(value)} aria-label={text.showOnly(name, count)}>
              {value === null ? (
                <UnknownGlyph size={11} />
              ) : (
                <i className={styles.swatch} data-level={value} aria-hidden="true" />
              )}
              {value === null ? valuesText.unknown : name.replace(/^\d, /, '')} <b>{formatCount(count)}</b>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Kinds({ counts, onChoose }: PartProps) {
  const values = counts?.values ?? [];
  const named = values.filter(({ value }) => value !== null).slice(0, KINDS);
  const unknown = values.find(({ value }) => value === null);
  return (
    <ul className={styles.kinds}>
      {named.map(({ value, count }) => (
        <li key={value}>
          <button
            type="button"
            onClick={() => onChoose(value)}
            aria-label={text.showOnly(valueWords('category', value), count)}
          >
            {valueWords('category', value)} <b>{formatCount(count)}</b>
          </button>
        </li>
      ))}
      {unknown && (
        <li>
          <button
            type="button"
            onClick={() => onChoose(null)}
            aria-label={text.showOnly(valueWords('category', null), unknown.count)}
          >
            <UnknownGlyph size={11} /> {valuesText.unknown} <b>{formatCount(unknown.count)}</b>
          </button>
        </li>
      )}
    </ul>
  );
}

interface KnownLineProps {
  readonly what: string;
  readonly counts: FacetCounts | undefined;
  readonly onChoose: () => void;
}

/** "Model 33 / 51": how many devices have a value; a click shows those that have none. */
function KnownLine({ what, counts, onChoose }: KnownLineProps) {
  const unknown = counts?.values.find(({ value }) => value === null)?.count ?? 0;
  const known =
    (counts?.others ?? 0) +
    (counts?.values ?? []).reduce((sum, { value, count }) => sum + (value === null ? 0 : count), 0);
  const all = known + unknown;
  return (
    <li>
      <button
        type="button"
        disabled={unknown === 0}
        title={unknown === 0 ? text.onlyKnown : text.showUnknown(what, unknown)}
        onClick={onChoose}
      >
        <span>{what}</span>
        <span className={styles.gauge} aria-hidden="true">
          <span style={{ width: all === 0 ? 0 : `${(known / all) * 100}%` }} />
        </span>
        <span className={styles.share}>{counts ? text.knownOf(known, all) : ''}</span>
        {unknown > 0 && <span className="hidden-but-read">: {text.showUnknown(what, unknown)}</span>}
      </button>
    </li>
  );
}
