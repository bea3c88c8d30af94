/** `wardlight risk-model`: the weights by which this server scores, as the document that `assess --model` reads. */

import { loadRiskModel } from '../main/load-risk-model.ts';
import { chosenOrganisation } from '../store/rescue.ts';
import { listModels, newestModel, type SavedModelSummary } from '../store/risk-models.ts';
import { Output } from './output.ts';
import { FAILED } from './read-sources.ts';
import { withStore } from './with-store.ts';

export interface RiskModelOptions {
  readonly organisation?: string;
  readonly list?: boolean;
  readonly out?: string;
}

const LISTED = 1_000;

/** Returns the exit status. */
export async function showRiskModel({ organisation, list, out }: RiskModelOptions): Promise<number> {
  const output = Output.open(out);
  if (!output) return FAILED;
  const status = await withStore(
    async ({ database }) => {
      const { id } = await chosenOrganisation(database, organisation);
      if (list) {
        const saved = await database.asOrganisation(id, (transaction) => listModels(transaction, LISTED));
        output.write(describe(saved));
        return;
      }
      const saved = await database.asOrganisation(id, newestModel);
      output.write(`${JSON.stringify(saved?.document ?? loadRiskModel(), undefined, 2)}\n`);
    },
    { asGuest: true },
  );
  output.close();
  return status;
}

function describe(saved: readonly SavedModelSummary[]): string {
  if (saved.length === 0) return 'The model that ships with Wardlight counts; none was saved.\n';
  return saved
    .map(
      ({ number, version, savedAt, savedBy, changed, reason }) =>
        `${number}\t${version}\t${savedAt.toISOString()}\t${savedBy}\t${changed} changed\t${JSON.stringify(reason)}\n`,
    )
    .join('');
}
