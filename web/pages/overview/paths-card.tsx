/** New ways between VLANs since yesterday. */

import { Link } from '@tanstack/react-router';
import { placeLook } from '../../components/traffic-words.ts';
import { Card } from '../../design/card.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { mapText } from '../../text/map.ts';
import { overviewText } from '../../text/overview.ts';
import styles from './overview-page.module.css';
import { newConversations, type OverviewData } from './use-overview.ts';

const text = overviewText.paths;
const SHOWN = 8;
const NO_SITES: ReadonlyMap<string, string> = new Map();

export function PathsCard({ data: { map } }: { readonly data: OverviewData }) {
  const count = newConversations(map);
  const nameOf = (id: string) => placeLook(id, NO_SITES).name;
  return (
    <Card title={text.title} aside={<Link to="/map">{text.map}</Link>}>
      {count === undefined ? (
        <Unknown word={text.cannotTell} reason={text.cannotTellHelp} />
      ) : count === 0 ? (
        <p className={styles.quiet}>{text.none}</p>
      ) : (
        <ul className={styles.rows}>
          {map?.edges.slice(0, SHOWN).map(({ from, to, newConversations: fresh }) => (
            <li key={`${from}>${to}`} className={styles.between}>
              <Link to="/map" search={{ pick: `${from}>${to}` } as never}>
                {from === to ? mapText.inside(nameOf(from)) : mapText.edge(nameOf(from), nameOf(to))}
              </Link>
              <strong className={styles.fresh}>{mapText.newOnes(fresh)}</strong>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
