/** Which captures, sensors and imports its facts rest on. */

import { listCaptures } from '../../api/endpoints/captures.ts';
import { useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { SourceName } from '../../components/source-name.tsx';
import { Card } from '../../design/card.tsx';
import { EmptyState } from '../../design/states.tsx';
import plain from '../../design/table/plain-table.module.css';
import { Unknown } from '../../design/unknown.tsx';
import { Count, Instant } from '../../design/values.tsx';
import { devicesText } from '../../text/devices.ts';
import styles from './device-page.module.css';

const text = devicesText.page;

export function DeviceSources({ device }: { readonly device: WholeDevice }) {
  const captures = useAnswer(listCaptures, {});
  const sources = sourcesOf(device);
  if (sources.length === 0) return <EmptyState title={text.noSources} />;
  return (
    <Card title={text.sourcesTitle} flush>
      <table className={`${plain.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">{text.source}</th>
            <th scope="col">{text.kind}</th>
            <th scope="col" data-align="end">
              {text.facts}
            </th>
            <th scope="col" data-align="end">
              {text.received}
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map(({ source, facts }) => {
            const capture = captures.data?.captures.find(({ id }) => id === source.id);
            return (
              <tr key={`${source.kind} ${source.id}`}>
                <td>
                  <SourceName source={source} />
                </td>
                <td>{text.kinds[source.kind]}</td>
                <td data-align="end">
                  <Count of={facts} />
                </td>
                <td data-align="end">{capture ? <Instant at={capture.receivedAt} /> : <Unknown bare />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}

type Source = WholeDevice['attributes'][string][number]['evidence'][number]['source'];

/** Each source with the number of pieces of evidence that it gave, most first. */
function sourcesOf({
  attributes,
}: WholeDevice): readonly { readonly source: Source; readonly facts: number }[] {
  const found = new Map<string, { source: Source; facts: number }>();
  for (const values of Object.values(attributes))
    for (const { evidence } of values)
      for (const { source } of evidence) {
        const entry = found.get(source.id) ?? { source, facts: 0 };
        entry.facts++;
        found.set(source.id, entry);
      }
  return [...found.values()].sort((a, b) => b.facts - a.facts);
}
