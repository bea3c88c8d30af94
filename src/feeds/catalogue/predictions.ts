/** Exploit predictions of one snapshot while a catalogue is compiled: hundreds of thousands, so in columns. */

import { GrowingColumn } from '../../vulnerability/growing-column.ts';
import type { ExploitPrediction } from '../../vulnerability/vulnerability-record.ts';
import type { InternedTexts } from './interned-texts.ts';

export class Predictions {
  readonly source: ExploitPrediction['source'];
  readonly model: string;
  readonly ids = new GrowingColumn();
  readonly probabilities: number[] = [];
  /** NaN where the feed gives none. */
  readonly percentiles: number[] = [];

  /** For all predictions of the snapshot from which `first` comes. */
  constructor(first: ExploitPrediction) {
    this.source = first.source;
    this.model = first.model;
  }

  add({ id, probability, percentile }: ExploitPrediction, ids: InternedTexts): void {
    this.ids.push(ids.intern(id));
    this.probabilities.push(probability);
    this.percentiles.push(percentile ?? Number.NaN);
  }
}
