/**
 * Protocols of flows against the expected results of nDPI's regression captures: the lines whose protocol we claim and
 * whose confidence is DPI, which leaves guesses by port out.
 */

import fs from 'node:fs';
import path from 'node:path';
import { DISSECTORS } from '../../src/dissectors/registry.ts';
import type { InventoryFlow } from '../../src/identify/inventory.ts';
import type { Difference, Measurement } from './figures.ts';
import { inspectCapture } from './inspect-capture.ts';
import { dissectorsFor } from './ndpi-protocols.ts';
import { type NdpiEnd, type NdpiFlow, parseNdpiResults } from './ndpi-results.ts';
import { filesIn, reference } from './reference-folder.ts';

const RESULT = '.ndpi.out';
const GOAL = 95;
const UNKNOWN = 'unknown';

interface Line extends NdpiFlow {
  readonly file: string;
  /** What we call the flow, several joined by a comma. */
  readonly ours: string;
  readonly isSame: boolean;
}

export async function measureProtocols(): Promise<Measurement> {
  const folder = reference('captures', 'protocol-id', 'nDPI');
  const registered = new Set(DISSECTORS.map(({ id }) => id));
  const lines: Line[] = [];
  for (const name of filesIn(folder, /\.ndpi\.out$/)) {
    const file = name.slice(0, -RESULT.length);
    const expected = parseNdpiResults(fs.readFileSync(path.join(folder, name), 'utf8')).filter(
      ({ protocol, confidence }) => confidence === 'DPI' && dissectorsFor(protocol, registered).length > 0,
    );
    if (expected.length === 0) continue;
    const { flows } = await inspectCapture(path.join(folder, file));
    const known = protocolsByFlow(flows);
    for (const flow of expected) {
      const ours = [...(known.get(flowKey(flow.transport, flow.a, flow.b)) ?? [])];
      const accepted = dissectorsFor(flow.protocol, registered);
      const isSame = ours.length > 0 && ours.every((id) => accepted.includes(id));
      lines.push({ ...flow, file, ours: ours.join(', ') || UNKNOWN, isSame });
    }
  }
  const protocols = [...new Set(lines.map(({ protocol }) => protocol))].sort();
  const share = (name: string, of: readonly Line[]) => ({
    name,
    right: of.filter(({ isSame }) => isSame).length,
    of: of.length,
  });
  return {
    section: {
      id: 'ndpi',
      shares: [
        { ...share('all protocols', lines), goal: GOAL },
        ...protocols.map((protocol) =>
          share(
            protocol,
            lines.filter((line) => line.protocol === protocol),
          ),
        ),
      ],
      counts: [],
    },
    differences: grouped(lines.filter(({ isSame }) => !isSame)),
  };
}

/** Lines of one capture that differ in the same way are one difference. */
function grouped(lines: readonly Line[]): Difference[] {
  const groups = new Map<string, { first: Line; count: number }>();
  for (const line of lines) {
    const key = `${line.file} ${line.protocol} ${line.ours}`;
    const group = groups.get(key) ?? { first: line, count: 0 };
    group.count++;
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first: { file, protocol, ours }, count }) => ({
    section: 'ndpi',
    where: `${file}, ${count} ${count === 1 ? 'flow' : 'flows'}`,
    expected: protocol,
    ours,
  }));
}

/** Protocols recognised between two ends, whoever began and however often. */
function protocolsByFlow(flows: readonly InventoryFlow[]): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  for (const { transport, client, server, protocol } of flows) {
    if (protocol === undefined) continue;
    const key = flowKey(transport, client, server);
    known.set(key, (known.get(key) ?? new Set()).add(protocol));
  }
  return known;
}

function flowKey(transport: string, a: NdpiEnd, b: NdpiEnd): string {
  return [transport, ...[a, b].map(({ ip, port }) => `${ip} ${port}`).sort()].join(' ');
}
