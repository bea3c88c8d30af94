/** Devices without a score: why, how many, and the cheapest next step. */

import { Card } from '../../design/card.tsx';
import plain from '../../design/table/plain-table.module.css';
import { categoryName } from '../../text/categories.ts';
import { riskText } from '../../text/risk.ts';
import type { KnownFleet } from './known-fleet.ts';
import styles from './risk-page.module.css';

const text = riskText.fleet;

export function UnknownList({ fleet: { unknowns } }: { readonly fleet: KnownFleet }) {
  return (
    <Card title={text.unknowns} note={text.unknownsNote} flush>
      {unknowns.length === 0 ? (
        <p className={styles.plain}>{text.noUnknowns}</p>
      ) : (
        <div className={styles.scroll}>
          <table className={`${plain.table} ${styles.table}`}>
            <thead>
              <tr>
                <th scope="col">{text.category}</th>
                <th scope="col" data-align="end">
                  {text.devices}
                </th>
                <th scope="col">{text.reason}</th>
                <th scope="col">{text.next}</th>
              </tr>
            </thead>
            <tbody>
              {unknowns.map(({ reason, category, devices }) => (
                <tr key={`${reason} ${category}`}>
                  <td>{categoryName(category)}</td>
                  <td data-align="end">{devices.toLocaleString('en')}</td>
                  <td>{riskText.standing[reason]}</td>
                  <td>{text.nextStep[reason]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
