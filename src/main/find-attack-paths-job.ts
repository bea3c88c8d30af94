/**
 * The job that looks for attack paths over what was seen in an organisation and for what is best closed first. What
 * attackers can make of a device is worked out for each kind of devices, as scores are; the paths in the same thread.
 */

import type { Exploits } from '../risk/reach/exploits.ts';
import type { HouseFlow, HouseNode, HousePaths } from '../risk/reach/house-paths.ts';
import type { RiskModel } from '../risk/risk-model.ts';
import {
  addFindPaths,
  type FoundPaths,
  houseDevices,
  observedFlows,
  type PathRun,
  writePaths,
} from '../store/attack-paths.ts';
import type { Database, OrganisationId, OrganisationTransaction } from '../store/database.ts';
import { allDevicesToScore, newestSighting } from '../store/device-risk.ts';
import { DecisionBook, decisionsThatHold } from '../store/finding-decisions.ts';
import { type FindingToScore, findingsOfProducts } from '../store/findings.ts';
import { allOrganisations } from '../store/organisations.ts';
import type { OrganisationJob } from '../store/products.ts';
import { catalogueOf } from './catalogue-of.ts';
import { type KindOfDevices, kindsOf, sightingFacts } from './device-kinds.ts';
import type { FindingsContext } from './match-products-job.ts';
import { modelInForce } from './model-in-force.ts';
import type { ScoreThreadAnswer, ScoreThreadInput, ScoreThreadQuestion } from './score-thread.ts';
import { THREADS, WorkerThread } from './worker-thread.ts';

/** Devices and flows of a house that are looked at; kinds that one question holds. */
const DEVICES = 50_000;
const FLOWS = 300_000;
const KINDS = 250;
/** How long paths are looked for. */
const PATIENCE_MS = 60_000;
/** Devices that are named as protected by one choke point. */
const PROTECTED = 200;
const MICROS_PER_MILLI = 1_000;

type ScoreThread = WorkerThread<ScoreThreadQuestion, ScoreThreadAnswer>;

/** Lets paths be looked for anew everywhere: conversations come without anybody changing anything. */
export async function findPathsAnew({ database }: Pick<FindingsContext, 'database'>): Promise<void> {
  for (const organisation of await allOrganisations(database))
    await database.asOrganisation(organisation, (transaction) => addFindPaths(transaction, organisation));
}

export async function findAttackPaths(
  context: FindingsContext,
  { organisation }: OrganisationJob,
): Promise<void> {
  const { database, threads = THREADS } = context;
  const { model } = await modelInForce(database, organisation);
  const { state, feedFolder, cacheFolder } = await catalogueOf(context, organisation);
  const house = await database.asOrganisation(organisation, (transaction) =>
    readHouse(transaction, model, (state?.records ?? 0) > 0),
  );
  const { devices, flows, areFlowsDropped } = house;
  const counts = { devices: devices.length, flows: flows.length, flows_dropped: areFlowsDropped };
  if (flows.length === 0) {
    await keep(database, organisation, nothing({ ...counts, standing: 'no-conversations' }));
    return;
  }
  const input: ScoreThreadInput = { feedFolder, cacheFolder, model };
  const thread: ScoreThread = new WorkerThread(threads, 'score-thread.js', input);
  try {
    const exploits = await exploitsOfHouse(thread, house);
    const kindOf = new Map(
      [...house.kinds.values()].flatMap(({ kind, devices: its }) => its.map((id) => [id, kind.key] as const)),
    );
    const nodes = devices.map(({ device, category, score, reach }): HouseNode => {
      const risk = score === null || reach === null ? undefined : { value: (score / 100) ** 2, reach };
      return { id: device, category, exploits: kindOf.get(device), risk };
    });
    const found = (await thread.ask({
      ...{ kind: 'paths', nodes, flows, exploits, patienceMs: PATIENCE_MS },
    })) as HousePaths;
    const standing = found.starts === 0 ? 'no-starts' : 'computed';
    const { starts, notWalked: not_walked, risk } = found;
    const run: PathRun = { ...counts, standing, starts, not_walked, risk };
    await keep(database, organisation, { ...asKept(found), run });
  } finally {
    await thread.close();
  }
}

interface House {
  readonly devices: Awaited<ReturnType<typeof houseDevices>>;
  readonly flows: readonly HouseFlow[];
  readonly areFlowsDropped: boolean;
  readonly findings: ReadonlyMap<number, readonly FindingToScore[]>;
  readonly kinds: ReadonlyMap<string, KindOfDevices>;
  readonly asOfMicros: number;
  readonly nowMicros: number;
}

async function readHouse(
  transaction: OrganisationTransaction,
  model: RiskModel,
  hasData: boolean,
): Promise<House> {
  const now = new Date();
  const flows = await observedFlows(transaction, FLOWS + 1);
  const sighting = (await newestSighting(transaction)) ?? now;
  const asOfMicros = sighting.getTime() * MICROS_PER_MILLI;
  const scorable = hasData && flows.length > 0 ? await allDevicesToScore(transaction) : [];
  const products = [...new Set(scorable.flatMap(({ product }) => product ?? []))];
  const findings = await findingsOfProducts(transaction, products);
  const decisions = new DecisionBook(await decisionsThatHold(transaction));
  return {
    devices: await houseDevices(transaction, DEVICES),
    flows: flows.slice(0, FLOWS),
    areFlowsDropped: flows.length > FLOWS,
    ...{ findings, asOfMicros, nowMicros: now.getTime() * MICROS_PER_MILLI },
    kinds: kindsOf(scorable, findings, decisions, sightingFacts(asOfMicros, model), now),
  };
}

async function exploitsOfHouse(
  thread: ScoreThread,
  { kinds, findings, asOfMicros, nowMicros }: House,
): Promise<ReadonlyMap<string, Exploits>> {
  const list = [...kinds.values()].map(({ kind }) => kind).filter(({ product }) => findings.has(product));
  const exploits = new Map<string, Exploits>();
  for (let at = 0; at < list.length; at += KINDS) {
    const asked = list.slice(at, at + KINDS);
    const their = new Set(asked.map(({ product }) => product));
    const answer = (await thread.ask({
      ...{ kind: 'exploits', kinds: asked, asOfMicros, nowMicros },
      findings: [...findings].filter(([product]) => their.has(product)),
    })) as readonly (readonly [string, Exploits])[];
    for (const [key, its] of answer) exploits.set(key, its);
  }
  return exploits;
}

function nothing(run: Pick<PathRun, 'standing' | 'devices' | 'flows' | 'flows_dropped'>): FoundPaths {
  return { run: { ...run, starts: 0, not_walked: 0, risk: 0 }, devices: [], chokePoints: [] };
}

function asKept({ found, cuts }: HousePaths): Omit<FoundPaths, 'run'> {
  return {
    devices: found.map(({ device, reach, paths }) => ({
      ...{ device, reach },
      paths: paths.map(({ probability, start, edges }) => ({
        ...{ probability, position: start.position, steps: edges },
      })),
    })),
    chokePoints: cuts.map(({ cut, lowersBy, protects }) => ({
      ...{ kind: cut.kind, device: cut.device, service: cut.service ?? null, lowersBy },
      partners: new Set(cut.edges.map(({ from, to }) => (cut.kind === 'service' ? from : to))).size,
      protects: protects.slice(0, PROTECTED),
    })),
  };
}

async function keep(database: Database, organisation: OrganisationId, found: FoundPaths): Promise<void> {
  await database.asOrganisation(organisation, (transaction) =>
    writePaths(transaction, organisation, found, new Date()),
  );
}
