/** A capture or an inventory document with what matching finds on each device: what an assessment starts from. */

import type { Matching } from '../main/matching.ts';
import type { FleetDevice, FleetQuestion, ProductMatch } from '../risk/assess-fleet.ts';
import { inventoryDevices, inventoryFlows } from '../risk/inventory-facts.ts';
import type { ProductQuery } from '../vulnerability/product-query.ts';
import { questionsOfInventory } from './inventory-questions.ts';
import { readJsonFile } from './match.ts';
import { QuestionsError } from './match-questions.ts';
import type { NamedFeeds } from './open-feed-catalogue.ts';
import { openFeeds } from './open-feeds.ts';
import { MISUSED, type Refusal, readSources, refuse } from './read-sources.ts';

export interface MatchedFleet extends Pick<FleetQuestion, 'devices' | 'flows' | 'catalogue'> {
  readonly close: () => void;
}

/** `source` is an inventory when its name ends in `.json`, else a capture. */
export async function openMatchedFleet(
  source: string,
  options: NamedFeeds,
  criticality: ReadonlyMap<string, number>,
): Promise<MatchedFleet | Refusal> {
  const document = await inventoryOf(source, options);
  if (document !== undefined && 'status' in document) return document;
  const matching = await openFeeds(options);
  if ('status' in matching) return matching;
  try {
    const devices = fleetDevices(document, matching, criticality);
    return {
      devices,
      flows: inventoryFlows(document),
      catalogue: matching.catalogue,
      close: () => matching.catalogue.close(),
    };
  } catch (error) {
    matching.catalogue.close();
    if (error instanceof QuestionsError) return refuse(`${source}: ${error.message}`, MISUSED);
    throw error;
  }
}

async function inventoryOf(source: string, options: NamedFeeds): Promise<object | Refusal> {
  if (/\.json$/i.test(source)) {
    try {
      const document = readJsonFile(source);
      return typeof document === 'object' && document !== null ? document : {};
    } catch (error) {
      if (error instanceof QuestionsError) return refuse(error.message, MISUSED);
      throw error;
    }
  }
  const read = await readSources([source], { flows: true, quiet: options.quiet ?? false });
  if ('status' in read) return read;
  const { inventory } = read;
  return { ...inventory, devices: [...inventory.devices], flows: [...(inventory.flows ?? [])] };
}

function fleetDevices(
  document: unknown,
  matching: Matching,
  criticality: ReadonlyMap<string, number>,
): FleetDevice[] {
  const questions = questionsOfInventory(document);
  const answered = new Map<string, readonly ProductMatch[]>();
  const matchesOf = (query: ProductQuery) => {
    const product = JSON.stringify(query);
    const known = answered.get(product);
    if (known) return known;
    const familyOnly = query.vendors.length === 0 && query.version === undefined;
    const { findings } = matching.matcher.match(query);
    const matches = findings.map((finding) => ({ finding, product, familyOnly }));
    answered.set(product, matches);
    return matches;
  };
  return inventoryDevices(document).map((facts, at) => {
    const question = questions[at];
    const known = criticality.get(facts.category);
    return {
      ...facts,
      label: question?.label ?? 'unknown',
      address: question?.address ?? '',
      asked: (question?.queries.length ?? 0) > 0,
      ...(known !== undefined && { criticality: known }),
      matches: (question?.queries ?? []).flatMap(matchesOf),
    };
  });
}
