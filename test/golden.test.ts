/**
 * Every protocol from the octets of a capture to the inventory: each folder of src/dissectors has a small capture in
 * test/golden, made of its vectors (`npm run golden`), and beside it what the whole chain finds there with all other
 * dissectors competing: facts, anomalies, devices. A difference in the JSON is a change in behaviour: read it.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DissectorTable } from '../src/dissectors/dissector-table.ts';
import { eachDevice } from '../src/identify/build-inventory.ts';
import type { InventoryDevice } from '../src/identify/inventory.ts';
import { IdentityResolution } from '../src/identify/resolve-identity.ts';
import { loadKnowledge } from '../src/main/load-knowledge.ts';
import { newEngine, observations } from '../src/pipeline/packet-engine.arbitrary.ts';
import { CaptureDecoder } from '../src/wire/capture-decoder.ts';
import { CLIENT, GOLDEN_OCTETS, goldenFile, goldenPath, SERVER } from './support/golden-capture.ts';
import { foldersIn } from './support/source-files.ts';

const PROTOCOLS = foldersIn('src/dissectors').filter((folder) => folder !== 'encodings');
/** Octets of the largest file: a first conversation that is longer than GOLDEN_OCTETS, or many facts. */
const FILE_OCTETS = 3 * GOLDEN_OCTETS;

const knowledge = loadKnowledge();
const dissectors = new DissectorTable(knowledge.dissectors);

interface Outcome {
  readonly anomalies: Readonly<Record<string, number>>;
  /** `client ssh software = dropbear_2019.78` */
  readonly facts: readonly string[];
  readonly devices: readonly unknown[];
}

function outcomeOf(capture: Buffer): Outcome {
  const engine = newEngine({ dissectors });
  const sink = engine.openCapture(0);
  const decoder = new CaptureDecoder(sink);
  decoder.push(capture);
  decoder.end();
  engine.finish();
  const { hosts, observations: store } = engine;
  const identity = new IdentityResolution(hosts, store, knowledge);
  const named = store.namedSubjects().flatMap((subject) =>
    store.of(subject).map((observation) => ({
      about: `named:${store.namedOf(subject)?.name}`,
      observation,
    })),
  );
  const facts = [...observations(engine), ...named].map(
    ({ about, observation: { protocol, field, value } }) =>
      `${hostName(about)} ${protocol} ${field} = ${value}`,
  );
  return {
    anomalies: Object.fromEntries([...sink.tally.anomalies].sort()),
    facts: facts.sort(),
    devices: [...eachDevice(hosts, store, knowledge, identity, undefined)].map(presentDevice),
  };
}

function hostName(about: string): string {
  if (about === `${CLIENT.mac} ${CLIENT.ip}`) return 'client';
  return about === `${SERVER.mac} ${SERVER.ip}` ? 'server' : about;
}

function presentDevice({ id, ips, category, attributes, services, viaGateway }: InventoryDevice) {
  const best = Object.entries(attributes).map(([name, values]) => [name, values?.[0]?.value]);
  return {
    id,
    ...(ips.length > 0 ? { ips } : {}),
    category: category.value,
    ...(best.length > 0 ? { attributes: Object.fromEntries(best.sort()) } : {}),
    ...(services.length > 0
      ? {
          services: services.map(
            ({ transport, port, protocol, role }) => `${protocol} ${transport}/${port} ${role}`,
          ),
        }
      : {}),
    ...(viaGateway === null ? {} : { viaGateway }),
  };
}

const textOf = (outcome: Outcome) => `${JSON.stringify(outcome, undefined, 2)}\n`;

describe.each(PROTOCOLS)('the golden capture of %s', (protocol) => {
  const capture = goldenPath(`${protocol}.pcap`);
  const outcome = outcomeOf(existsSync(capture) ? readFileSync(capture) : Buffer.alloc(0));

  it('gives the facts and devices beside it; when they are right, run `npm run golden`', () => {
    const expected = goldenFile(`${protocol}.json`, Buffer.from(textOf(outcome)));
    expect(JSON.parse(textOf(outcome))).toEqual(JSON.parse(expected?.toString() ?? 'null'));
  });

  it('speaks of its protocol alone, and makes nothing throw', () => {
    expect(outcome.facts.length).toBeGreaterThan(0);
    expect(outcome.facts.filter((fact) => !fact.includes(` ${protocol} `))).toEqual([]);
    expect(outcome.anomalies).not.toHaveProperty('internal-error');
    expect(outcome.devices.length).toBeGreaterThan(0);
  });

  it('shows no planted text', () => {
    expect(textOf(outcome).toLowerCase()).not.toContain('planted');
  });

  it('is small', () => {
    for (const ending of ['pcap', 'json'])
      expect(statSync(goldenPath(`${protocol}.${ending}`)).size).toBeLessThan(FILE_OCTETS);
  });
});

describe('the golden folder', () => {
  it('holds a capture and its outcome for each protocol, and nothing else', () => {
    expect(PROTOCOLS.length).toBeGreaterThan(40);
    const expected = PROTOCOLS.flatMap((protocol) => [`${protocol}.json`, `${protocol}.pcap`]);
    expect(readdirSync(goldenPath('')).sort(), 'run `npm run golden` and commit the files').toEqual(
      expected.sort(),
    );
  });
});
