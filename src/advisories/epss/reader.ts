/**
 * FIRST EPSS: a probability for each CVE, once a day. Mirrors carry another comment line or none, so the date then
 * comes from the file name and the model from the date.
 *
 *   #model_version:v2025.03.14,score_date:2026-05-18T00:00:00Z
 *   cve,epss,percentile
 *   CVE-1999-0001,0.0142,0.79799
 */

import type { DocumentSource } from '../../vulnerability/vulnerability-record.ts';
import type { TableReader } from '../feed-reader.ts';
import { microsOf, present } from '../json-value.ts';
import { dateInName } from '../snapshot-date.ts';
import { cveIdOf } from '../vulnerability-id.ts';

const HEADER = /^cve,epss(,|$)/i;
const MODEL_VERSION = /model_version:\s*([\w.-]{1,64})/;
const SCORE_DATE = /score_date:\s*([^,\s]{1,64})/;

/** First score date of each model that published without naming itself in a mirror. */
const MODELS = [
  { from: Date.UTC(2025, 2, 17) * 1_000, model: 'v2025.03.14' },
  { from: Date.UTC(2023, 2, 7) * 1_000, model: 'v2023.03.01' },
] as const;
const UNKNOWN_MODEL = 'unknown';

export const EPSS_READER: TableReader = {
  feed: 'epss',
  title: 'FIRST EPSS',
  keeps: 'snapshot',
  staleAfterDays: 3,

  openTable(firstLines, { fileName }, sink) {
    const header = firstLines.find((line) => !line.startsWith('#'));
    if (header === undefined || !HEADER.test(header)) return undefined;
    const comments = firstLines.filter((line) => line.startsWith('#')).join('\n');
    const stated = SCORE_DATE.exec(comments)?.[1];
    const dateMicros = microsOf(stated) ?? dateInName(fileName);
    if (dateMicros !== undefined) sink.dated(dateMicros);
    const model = MODEL_VERSION.exec(comments)?.[1] ?? modelOf(dateMicros);
    const source: DocumentSource = present({
      feed: 'epss',
      document: 'EPSS scores',
      revision:
        stated ?? (dateMicros === undefined ? '' : new Date(dateMicros / 1_000).toISOString().slice(0, 10)),
      publisher: 'FIRST',
      role: 'database' as const,
      revisedMicros: dateMicros,
    });
    return (line) => {
      if (line === '' || line.startsWith('#') || HEADER.test(line)) return;
      const [name, score = '', rank = ''] = line.split(',', 3);
      const id = cveIdOf(name);
      const probability = fractionOf(score);
      if (id === undefined) sink.skip('id-missing');
      else if (probability === undefined) sink.skip('value-invalid');
      else {
        const percentile = fractionOf(rank);
        sink.take(
          present({ kind: 'exploit-prediction' as const, source, model, id, probability, percentile }),
        );
      }
    };
  },
};

function modelOf(dateMicros: number | undefined): string {
  if (dateMicros === undefined) return UNKNOWN_MODEL;
  return MODELS.find(({ from }) => dateMicros >= from)?.model ?? UNKNOWN_MODEL;
}

function fractionOf(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return value >= 0 && value <= 1 ? value : undefined;
}
