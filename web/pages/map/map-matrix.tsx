/** The same as a table: who began stands in rows, who answered in columns. On a phone a list of pairs. */

import { useMediaQuery } from '@mantine/hooks';
import type { MapEdge } from '../../components/traffic-words.ts';
import { Card } from '../../design/card.tsx';
import { formatCount } from '../../design/format/number.ts';
import { mapText } from '../../text/map.ts';
import { edgeId, edgeName, type Place } from './map-content.ts';
import styles from './map-matrix.module.css';

interface MapMatrixProps {
  readonly places: readonly Place[];
  readonly edges: readonly MapEdge[];
  readonly pick: string | undefined;
  readonly onPick: (id: string) => void;
}

const text = mapText.matrix;

export function MapMatrix(props: MapMatrixProps) {
  const isNarrow = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false });
  return isNarrow ? <PairList {...props} /> : <Table {...props} />;
}

function Table({ places, edges, pick, onPick }: MapMatrixProps) {
  const cells = new Map(edges.map((edge) => [edgeId(edge), edge]));
  const sorted = [...places].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return (
    <Card flush>
      <p className={styles.help}>{text.help}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={mapText.views.matrix}>
        <table className={styles.matrix}>
          <caption className="hidden-but-read">{text.help}</caption>
          <thead>
            <tr>
              <td className={styles.corner}>{`${text.from} ↓ ${text.to} →`}</td>
              {sorted.map((place) => (
                <th key={place.id} scope="col" data-unknown={place.isUnknown || undefined}>
                  {place.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((from) => (
              <tr key={from.id}>
                <th scope="row" data-unknown={from.isUnknown || undefined}>
                  {from.name}
                </th>
                {sorted.map((to) => (
                  <Cell
                    key={to.id}
                    edge={cells.get(edgeId({ from: from.id, to: to.id }))}
                    name={mapText.edge(from.name, to.name)}
                    pick={pick}
                    onPick={onPick}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}

interface CellProps {
  readonly edge: MapEdge | undefined;
  readonly name: string;
  readonly pick: string | undefined;
  readonly onPick: (id: string) => void;
}

function Cell({ edge, name, pick, onPick }: CellProps) {
  if (!edge)
    return (
      <td className={styles.nothing}>
        <span className="hidden-but-read">{text.nothing}</span>
      </td>
    );
  const { conversations, newConversations } = edge;
  const id = edgeId(edge);
  return (
    <td>
      <button
        type="button"
        className={styles.cell}
        data-new={newConversations > 0 || undefined}
        aria-pressed={pick === id}
        onClick={() => onPick(id)}
      >
        <span className="hidden-but-read">{`${name}: `}</span>
        {formatCount(conversations)}
        {newConversations > 0 && (
          <span className={styles.fresh}>
            {formatCount(newConversations)}
            <span className="hidden-but-read">{` ${text.isNew}`}</span>
          </span>
        )}
      </button>
    </td>
  );
}

function PairList({ places, edges, pick, onPick }: MapMatrixProps) {
  const nameOf = (id: string) => places.find((place) => place.id === id)?.name ?? id;
  const sorted = [...edges].sort(
    (a, b) => b.newConversations - a.newConversations || b.conversations - a.conversations,
  );
  return (
    <Card title={text.list} explains="conversation" note={formatCount(edges.length)} flush>
      <ul className={styles.list}>
        {sorted.map((edge) => (
          <li key={edgeId(edge)}>
            <button type="button" aria-pressed={pick === edgeId(edge)} onClick={() => onPick(edgeId(edge))}>
              <span>{edgeName(edge, nameOf)}</span>
              <span>
                {edge.newConversations > 0 && (
                  <span className={styles.fresh}>{mapText.newOnes(edge.newConversations)}</span>
                )}{' '}
                {formatCount(edge.conversations)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
