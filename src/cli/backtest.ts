/** `wardlight backtest`: would the ranking have foreseen what attackers took up? Over dated EPSS and KEV files. */

import { loadRiskModel, RiskDocumentError } from '../main/load-risk-model.ts';
import { FeedProblem } from '../pipeline/feed-problem.ts';
import { runBacktest } from '../pipeline/run-backtest.ts';
import { Output } from './output.ts';
import { ProgressBar } from './progress-bar.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';
import { renderBacktest } from './render-backtest.ts';

export interface BacktestCommandOptions {
  readonly feeds: readonly string[];
  readonly model?: string;
  readonly crossValidate?: boolean;
  readonly json?: boolean;
  readonly out?: string;
  readonly quiet?: boolean;
}

/** Runs the command; returns the exit status. */
export async function backtestCommand(options: BacktestCommandOptions): Promise<number> {
  const bar = ProgressBar.open('feeds', options.quiet !== true && process.stderr.isTTY === true);
  try {
    const { outlook } = loadRiskModel(options.model);
    const report = await runBacktest(options.feeds, outlook, {
      crossValidate: options.crossValidate ?? false,
      onProgress: (read, octets) => bar.show(read, octets),
    });
    const output = Output.open(options.out);
    if (!output) return FAILED;
    output.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : renderBacktest(report));
    output.close();
    return 0;
  } catch (error) {
    if (error instanceof FeedProblem || error instanceof RiskDocumentError)
      return refuse(error.message, MISUSED).status;
    throw error;
  } finally {
    bar.close();
  }
}
