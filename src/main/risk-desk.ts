/** Answers what the API asks of formulas and feeds: one device at a time here, whole fleets in a thread. */

import {
  type BundleDifference,
  DeskRefusal,
  type DeviceExplanation,
  type Explanation,
  type FeedsCondition,
  type ModelPreview,
  type Move,
  type RiskDesk,
  type VulnerabilityWords,
  type WhatIf,
} from '../api/risk-desk.ts';
import { formatInstant } from '../base/instant.ts';
import type { CatalogueFile } from '../feeds/catalogue/catalogue-file.ts';
import { openCompiledCatalogue, revisionOf } from '../feeds/open-catalogue.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { feedAges, feedCaveats } from '../vulnerability/feed-age.ts';
import { assessStoredDevice } from './assess-stored-device.ts';
import { catalogueOf } from './catalogue-of.ts';
import { explainAssessed, explainOneDevice, whatIfOnDevice } from './explain-device.ts';
import { dropDemonstrationFolder } from './load-demonstration-job.ts';
import { loadRiskModel, RiskDocumentError, readRiskModel } from './load-risk-model.ts';
import { previewModel } from './preview-model.ts';
import type { ScoreKnowledge } from './score-devices-alike.ts';
import { scoreKnowledge } from './score-knowledge.ts';
import { askFeedsThread, bundlePath, type FeedsContext } from './update-feeds-job.ts';
import { ThreadProblem } from './worker-thread.ts';

const MICROS_PER_MILLI = 1_000;
const SOURCE_LIMIT = 50;
const DESCRIPTION_LIMIT = 4_000;

/** Catalogues that are open at a time. */
const OPEN_LIMIT = 4;

interface OpenCatalogue {
  readonly catalogue: CatalogueFile;
  readonly knowledge: ScoreKnowledge;
}

export class ServerRiskDesk implements RiskDesk {
  readonly #context: FeedsContext;
  readonly #database: Database;
  readonly #model = loadRiskModel();
  /** By revision: that of the server, and those of demonstrations that somebody looks at. */
  readonly #open = new Map<string, OpenCatalogue>();

  constructor(context: FeedsContext) {
    this.#context = context;
    this.#database = context.database;
  }

  get model() {
    return { version: this.#model.version, document: this.#model, policy: 'hospital' };
  }

  get highFrom(): number {
    return this.#model.bands.high;
  }

  async feeds(organisation: OrganisationId): Promise<FeedsCondition> {
    const { state } = await catalogueOf(this.#context, organisation);
    const ages = feedAges(state?.feeds ?? [], Date.now() * MICROS_PER_MILLI);
    const instant = (micros: number | undefined) => (micros === undefined ? null : formatInstant(micros));
    return {
      hasData: (state?.records ?? 0) > 0,
      compiledAt: state?.compiledAt.toISOString() ?? null,
      records: state?.records ?? 0,
      feeds: ages.map(({ feed, title, condition, items, newestMicros, checkedMicros, ...age }) => ({
        ...{ feed, title, condition, items },
        ...{ newestAt: instant(newestMicros), checkedAt: instant(checkedMicros) },
        ...{ ageDays: age.ageDays ?? null, staleAfterDays: age.staleAfterDays ?? null },
      })),
      caveats: feedCaveats(ages),
    };
  }

  async describe(organisation: OrganisationId, cve: string): Promise<VulnerabilityWords | undefined> {
    const open = await this.#opened(organisation);
    const rows = open ? [...open.catalogue.rowsOf(cve)] : [];
    if (!open || rows.length === 0) return undefined;
    const records = rows.slice(0, SOURCE_LIMIT).map((row) => open.catalogue.record(row));
    const words = records.find(({ description }) => description !== undefined)?.description;
    return {
      description: words?.slice(0, DESCRIPTION_LIMIT) ?? null,
      sources: records.map(({ source: { feed, document, revision, publisher } }) => ({
        ...{ feed, document, revision, publisher: publisher ?? null },
      })),
    };
  }

  async explainFinding(
    organisation: OrganisationId,
    device: string,
    cve: string,
  ): Promise<Explanation | undefined> {
    const open = await this.#opened(organisation);
    if (!open) return undefined;
    const assessed = await assessStoredDevice(this.#database, organisation, device, open, cve);
    const [finding] = assessed?.assessment.findings ?? [];
    return assessed && finding && explainAssessed(finding, assessed.assessment, open.knowledge.model);
  }

  async explainDevice(organisation: OrganisationId, device: string): Promise<DeviceExplanation | undefined> {
    const open = await this.#opened(organisation);
    if (!open) return undefined;
    const assessed = await assessStoredDevice(this.#database, organisation, device, open);
    return assessed && explainOneDevice(assessed, open.knowledge);
  }

  async whatIf(
    organisation: OrganisationId,
    device: string,
    moves: readonly Move[],
  ): Promise<WhatIf | undefined> {
    const open = await this.#opened(organisation);
    if (!open) return undefined;
    const assessed = await assessStoredDevice(this.#database, organisation, device, open);
    return assessed && whatIfOnDevice(assessed, open.knowledge, moves);
  }

  async preview(organisation: OrganisationId, document: object): Promise<ModelPreview> {
    try {
      return await previewModel(this.#context, organisation, this.#model, readRiskModel(document));
    } catch (error) {
      if (error instanceof RiskDocumentError) throw new DeskRefusal(error.message, { cause: error });
      throw error;
    }
  }

  bundlePath(id: string): string {
    return bundlePath(this.#context, id);
  }

  async inspectBundle(id: string, organisation: OrganisationId): Promise<BundleDifference> {
    const { feedFolder, keyFolder } = this.#context;
    try {
      const { manifest, added, changed, unchanged } = await askFeedsThread(this.#context, {
        ...{ kind: 'inspect', feedFolder, keyFolder, bundle: this.bundlePath(id) },
      });
      const before = new Map(
        (await this.feeds(organisation)).feeds.map(({ feed, newestAt }) => [feed, newestAt]),
      );
      return {
        ...{ made: manifest.made, added, changed, unchanged },
        feeds: manifest.feeds.map(({ feed, newest }) => ({
          ...{ feed, before: before.get(feed) ?? null, after: newest ?? null },
        })),
      };
    } catch (error) {
      if (error instanceof ThreadProblem) throw new DeskRefusal(error.message, { cause: error });
      throw error;
    }
  }

  async forgetDemonstration(organisation: OrganisationId): Promise<void> {
    dropDemonstrationFolder(this.#context.demonstrationFolder, organisation);
  }

  async close(): Promise<void> {
    for (const { catalogue } of this.#open.values()) catalogue.close();
    this.#open.clear();
  }

  /** The compiled catalogue of an organisation, opened once for each revision; undefined while there is no data. */
  async #opened(organisation: OrganisationId): Promise<OpenCatalogue | undefined> {
    const { state, feedFolder, cacheFolder } = await catalogueOf(this.#context, organisation);
    if (!state || state.records === 0) return undefined;
    const known = this.#open.get(state.revision);
    if (known) return known;
    const catalogue = openCompiledCatalogue([feedFolder], cacheFolder);
    if (!catalogue) return undefined;
    const opened = { catalogue, knowledge: scoreKnowledge(catalogue, this.#model) };
    for (const [revision, oldest] of this.#open) {
      if (this.#open.size < OPEN_LIMIT) break;
      oldest.catalogue.close();
      this.#open.delete(revision);
    }
    this.#open.set(revisionOf(catalogue), opened);
    return opened;
  }
}
