/** Answers what the API asks of formulas and feeds: one device at a time here, whole fleets in a thread. */

import type { DeviceSelection } from '../access/device-selection.ts';
import {
  type AdvisoryAddress,
  type AdvisoryOpinions,
  type BundleDifference,
  DeskRefusal,
  type DeviceExplanation,
  type Explanation,
  type FeedsCondition,
  type ModelCondition,
  type ModelPreview,
  type ModelToSave,
  type Move,
  type RiskDesk,
  type VulnerabilityWords,
  type WhatIf,
} from '../api/risk-desk.ts';
import { formatInstant } from '../base/instant.ts';
import type { CatalogueFile } from '../feeds/catalogue/catalogue-file.ts';
import { openCompiledCatalogue, revisionOf } from '../feeds/open-catalogue.ts';
import { weightChanges } from '../risk/changes/weight-changes.ts';
import type { RiskModel } from '../risk/risk-model.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { newestModel } from '../store/risk-models.ts';
import { feedAges, feedCaveats } from '../vulnerability/feed-age.ts';
import { opinionsOfAdvisory } from './advisory-devices.ts';
import { assessStoredDevice } from './assess-stored-device.ts';
import { catalogueOf } from './catalogue-of.ts';
import { advisoriesFrom, describeAdvisory, findAdvisory, presentSource } from './describe-advisory.ts';
import { explainAssessed, explainOneDevice, whatIfOnDevice } from './explain-device.ts';
import { dropDemonstrationFolder } from './load-demonstration-job.ts';
import { loadRiskModel, RiskDocumentError, readRiskModel } from './load-risk-model.ts';
import { checkedModel, type ModelInForce, versionOfSaved } from './model-in-force.ts';
import { previewModel } from './preview-model.ts';
import type { ScoreKnowledge } from './score-devices-alike.ts';
import { DEFAULT_POLICY, scoreKnowledge } from './score-knowledge.ts';
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

/** Throws a DeskRefusal for what is no risk model. */
function checkedDocument(document: object): RiskModel {
  try {
    return readRiskModel(document);
  } catch (error) {
    if (error instanceof RiskDocumentError) throw new DeskRefusal(error.message, { cause: error });
    throw error;
  }
}

export class ServerRiskDesk implements RiskDesk {
  readonly #context: FeedsContext;
  readonly #database: Database;
  readonly #shipped = loadRiskModel();
  readonly #models = new Map<
    OrganisationId,
    { readonly id: string | undefined; readonly its: ModelInForce }
  >();
  /** By revision: that of the server, and those of demonstrations that somebody looks at. */
  readonly #open = new Map<string, OpenCatalogue>();

  constructor(context: FeedsContext) {
    this.#context = context;
    this.#database = context.database;
  }

  async model(organisation: OrganisationId): Promise<ModelCondition> {
    const { model, saved, problem } = await this.#modelOf(organisation);
    return {
      ...{ version: model.version, document: model, policy: DEFAULT_POLICY },
      ...{ saved: saved ?? null, problem: problem ?? null },
      shipped: { version: this.#shipped.version, document: this.#shipped },
    };
  }

  async modelToSave(organisation: OrganisationId, document: object, number: number): Promise<ModelToSave> {
    const { model } = await this.#modelOf(organisation);
    const checked = checkedDocument(document);
    const version = versionOfSaved(checked.version, number);
    return { version, document: { ...checked, version }, changes: weightChanges(model, checked) };
  }

  async bands(organisation: OrganisationId): Promise<RiskModel['bands']> {
    return (await this.#modelOf(organisation)).model.bands;
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
    const open = await this.#catalogue(organisation);
    const rows = open ? [...open.catalogue.rowsOf(cve)] : [];
    if (!open || rows.length === 0) return undefined;
    const records = rows.slice(0, SOURCE_LIMIT).map((row) => open.catalogue.record(row));
    const words = records.find(({ description }) => description !== undefined)?.description;
    return {
      description: words?.slice(0, DESCRIPTION_LIMIT) ?? null,
      sources: records.map(({ source }) => presentSource(source)),
    };
  }

  async advisories(organisation: OrganisationId, text: string, limit: number) {
    const open = await this.#catalogue(organisation);
    return open ? advisoriesFrom(open.catalogue, text, limit) : [];
  }

  async advisory(organisation: OrganisationId, address: AdvisoryAddress) {
    const open = await this.#catalogue(organisation);
    const found = open && findAdvisory(open.catalogue, address);
    return open && found && describeAdvisory(open.catalogue, found);
  }

  async advisoryOpinions(
    organisation: OrganisationId,
    selection: DeviceSelection,
    address: AdvisoryAddress,
  ): Promise<AdvisoryOpinions | undefined> {
    const open = await this.#catalogue(organisation);
    const found = open && findAdvisory(open.catalogue, address);
    if (!found) return undefined;
    const cves = [...new Set(found.records.map(({ id }) => id))];
    return { cves, ...(await opinionsOfAdvisory(this.#database, organisation, selection, found)) };
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
    const { model } = await this.#modelOf(organisation);
    return previewModel(this.#context, organisation, model, checkedDocument(document));
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

  /** The model of an organisation, checked once for each version. */
  async #modelOf(organisation: OrganisationId): Promise<ModelInForce> {
    const saved = await this.#database.asOrganisation(organisation, newestModel);
    const known = this.#models.get(organisation);
    if (known && known.id === saved?.id) return known.its;
    const its = checkedModel(saved, this.#shipped);
    this.#models.set(organisation, { id: saved?.id, its });
    return its;
  }

  /** The compiled catalogue and what an organisation scores by; undefined while there is no data. */
  async #opened(organisation: OrganisationId): Promise<OpenCatalogue | undefined> {
    const open = await this.#catalogue(organisation);
    if (!open) return undefined;
    const { model } = await this.#modelOf(organisation);
    return { catalogue: open.catalogue, knowledge: { ...open.knowledge, model } };
  }

  /** The compiled catalogue of an organisation, opened once for each revision; undefined while there is no data. */
  async #catalogue(organisation: OrganisationId): Promise<OpenCatalogue | undefined> {
    const { state, feedFolder, cacheFolder } = await catalogueOf(this.#context, organisation);
    if (!state || state.records === 0) return undefined;
    const known = this.#open.get(state.revision);
    if (known) return known;
    const catalogue = openCompiledCatalogue([feedFolder], cacheFolder);
    if (!catalogue) return undefined;
    const opened = { catalogue, knowledge: scoreKnowledge(catalogue, this.#shipped) };
    for (const [revision, oldest] of this.#open) {
      if (this.#open.size < OPEN_LIMIT) break;
      oldest.catalogue.close();
      this.#open.delete(revision);
    }
    this.#open.set(revisionOf(catalogue), opened);
    return opened;
  }
}
