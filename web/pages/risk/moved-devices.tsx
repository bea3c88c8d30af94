/** What other weights would make of the own fleet: devices by band, and those that change theirs. */

import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { Preview } from '../../../src/contract/risk-model.ts';
import { Card } from '../../design/card.tsx';
import { formatScore } from '../../design/format/number.ts';
import { SeverityGlyph } from '../../design/severity.tsx';
import { categoryName } from '../../text/categories.ts';
import { riskText } from '../../text/risk.ts';
import { ComparedTable } from './compared-table.tsx';
import styles from './risk-page.module.css';

const text = riskText.formula;
const BANDS = ['critical', 'high', 'medium', 'low', 'minimal'] as const;

export function MovedDevices({ preview }: { readonly preview: z.output<typeof Preview> }) {
  const { devices, before, after, moved, changes } = preview;
  return (
    <Card title={text.result(moved, devices)} flush>
      <div className={styles.scroll}>
        <ComparedTable heads={[text.band, text.before, text.after]}>
          {BANDS.map((band) => (
            <tr key={band}>
              <td>
                <SeverityGlyph of={band} named />
              </td>
              <td data-align="end">{(before[band] ?? 0).toLocaleString('en')}</td>
              <td data-align="end">{(after[band] ?? 0).toLocaleString('en')}</td>
            </tr>
          ))}
        </ComparedTable>
        <ComparedTable heads={[text.device, text.before, text.after]}>
          {changes.length === 0 && (
            <tr>
              <td colSpan={3}>{text.noMoves}</td>
            </tr>
          )}
          {changes.map((change) => (
            <tr key={change.device}>
              <td>
                <Link to="/devices/$id" params={{ id: change.device }} search={{ tab: 'risk' }}>
                  {categoryName(change.category)}
                </Link>
              </td>
              <td data-align="end">
                <SeverityGlyph of={change.before.band} named /> {formatScore(change.before.score)}
              </td>
              <td data-align="end">
                <SeverityGlyph of={change.after.band} named /> {formatScore(change.after.score)}
              </td>
            </tr>
          ))}
        </ComparedTable>
      </div>
    </Card>
  );
}
