/** What became of what was known of it, and by what: a capture, a sensor, an import or a person. */

import type { WholeDevice } from '../../components/device-identity.tsx';
import { PlaceName } from '../../components/place-words.tsx';
import { SourceName } from '../../components/source-name.tsx';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { EmptyState } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicePageText } from '../../text/device-page.ts';
import { devicesText } from '../../text/devices.ts';
import { placesText } from '../../text/places.ts';
import styles from './device-page.module.css';

const text = devicePageText.timeline;

/** Values that have words of their own. */
const WORDS: Readonly<Record<string, (value: string) => string | undefined>> = {
  category: categoryName,
  use: (value) => placesText.uses[value],
  zone: (value) => placesText.zones[value],
  sensitivity: (value) => placesText.sensitivities[value],
  criticality: (value) => placesText.criticality(Number(value)),
};

/** A value where there was none is not a change of one. */
const outcomeOf = ({ outcome, from, source }: Change) =>
  outcome === 'changed' && from === null && source.kind === 'person' ? 'set' : outcome;

type Change = WholeDevice['history'][number];

export function DeviceTimeline({ device: { history } }: { readonly device: WholeDevice }) {
  if (history.length === 0) return <EmptyState title={text.none} />;
  return (
    <Card title={text.title} note={text.note(history.length)} flush>
      <ol className={styles.timeline}>
        {history.map((change, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: changes have no id, and new ones come with a new answer
          <li key={`${change.at} ${change.attribute} ${index}`}>
            <Instant at={change.at} />
            <div className={styles.change}>
              <p>
                <strong>{nameOf(change.attribute)}</strong> <Chip>{text.outcomes[outcomeOf(change)]}</Chip>{' '}
                <Values change={change} />
              </p>
              <p className={styles.quiet}>
                <Source of={change.source} />
                {change.reason !== '' && (
                  <>
                    {': '}
                    <WireText whole>{change.reason}</WireText>
                  </>
                )}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Values({ change: { attribute, outcome, from, to } }: { readonly change: Change }) {
  if (outcome === 'kept')
    return (
      <>
        {from !== null && <Value of={attribute} value={from} />} {text.keptWords}{' '}
        <Value of={attribute} value={to} />
      </>
    );
  return (
    <>
      {from !== null && (
        <>
          <Value of={attribute} value={from} /> →{' '}
        </>
      )}
      <Value of={attribute} value={to} />
    </>
  );
}

function Value({ of: attribute, value }: { readonly of: string; readonly value: string | null }) {
  if (value === null) return <Unknown bare word={text.nothing} />;
  if (attribute === 'site') return <PlaceName site={value} what={placesText.fields.site} />;
  if (attribute === 'unit') return <PlaceName unit={value} what={placesText.fields.unit} />;
  return <WireText>{WORDS[attribute]?.(value) ?? value}</WireText>;
}

function Source({ of: { kind, id, name } }: { readonly of: Change['source'] }) {
  if (kind === 'person') return name === null ? text.person : <WireText>{name}</WireText>;
  return <SourceName source={{ kind, id }} />;
}

/** Attributes, places and the category by the words that the page uses for them. */
function nameOf(attribute: string): string {
  if (attribute === 'category') return devicesText.category;
  const places: Readonly<Record<string, string>> = placesText.fields;
  return devicesText.attributes[attribute] ?? places[attribute] ?? attribute;
}
