/** What was read and found, in a few lines for people. */

import type { Inventory, InventoryDevice } from '../identify/inventory.ts';

const ANOMALIES_SHOWN = 6;
const PROFILES_SHOWN = 5;
const CHANGES_SHOWN = 20;

export type Summarised = Pick<Inventory, 'captures' | 'profiles' | 'notSeen' | 'flowsDropped'> & {
  readonly devices: readonly InventoryDevice[];
};

export function renderSummary(inventory: Summarised): string {
  const { captures, devices, flowsDropped = 0 } = inventory;
  const packets = captures.reduce((sum, capture) => sum + capture.packets, 0);
  const lines = [
    `\n${plural(devices.length, 'device')} in ${plural(packets, 'packet')} of ${plural(captures.length, 'capture')}.`,
  ];
  const categories = countBy(devices, (device) => device.category.value);
  const unknown = categories.get('unknown') ?? 0;
  categories.delete('unknown');
  if (categories.size > 0)
    lines.push(
      `  Categories: ${[...categories]
        .sort((a, b) => b[1] - a[1])
        .map(([category, count]) => `${count} ${category}`)
        .join(', ')}`,
    );
  if (unknown > 0) lines.push(`  Unknown category: ${unknown}. Their traffic did not tell what they are.`);
  lines.push(...profileLines(inventory), ...changeLines(inventory));
  const anomalies = new Map<string, number>();
  for (const capture of captures)
    for (const [code, count] of Object.entries(capture.anomalies))
      anomalies.set(code, (anomalies.get(code) ?? 0) + count);
  if (anomalies.size > 0) {
    const listed = [...anomalies].sort((a, b) => b[1] - a[1]);
    const rest = listed.length > ANOMALIES_SHOWN ? `, and ${listed.length - ANOMALIES_SHOWN} more kinds` : '';
    lines.push(
      `  Oddities: ${listed
        .slice(0, ANOMALIES_SHOWN)
        .map(([code, count]) => `${count} × ${code}`)
        .join(', ')}${rest}`,
    );
  }
  if (flowsDropped > 0) lines.push(`  Not listed: ${plural(flowsDropped, 'flow')} beyond the limit.`);
  for (const { file, damagedAt } of captures) {
    if (damagedAt)
      lines.push(
        `  Damaged: ${file} was read up to octet ${damagedAt.octet} (before packet ${damagedAt.packet}). ${damagedAt.reason}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

/** The profiles that several devices share. */
function profileLines({ profiles }: Summarised): string[] {
  const shared = profiles().filter((profile) => profile.devices > 1);
  if (shared.length === 0) return [];
  const listed = shared.slice(0, PROFILES_SHOWN).map(({ devices, category, vendor, model, id }) => {
    const what = [vendor, model].filter((text) => text !== null).join(' ');
    return `${devices} × ${what || category} (${id})`;
  });
  const rest = shared.length > PROFILES_SHOWN ? `, and ${shared.length - PROFILES_SHOWN} more` : '';
  return [`  Profiles shared by several devices: ${listed.join(', ')}${rest}`];
}

/** What became of the devices of the earlier inventory. */
function changeLines({ devices, notSeen }: Summarised): string[] {
  if (!notSeen) return [];
  const added = devices.filter(({ previousId }) => previousId === null).length;
  const changes = devices.flatMap(({ id, changes = [] }) =>
    changes.filter(({ outcome }) => outcome !== 'learnt').map((change) => ({ id, ...change })),
  );
  const lines = [
    `  Since the earlier inventory: ${added} new, ${notSeen.length} not seen, ${changes.length} changed or contradicted.`,
  ];
  for (const { id, what, outcome, from, to, reason } of changes.slice(0, CHANGES_SHOWN))
    lines.push(`    ${id} ${what} ${outcome === 'kept' ? `stays ${to}` : `${from} → ${to}`}: ${reason}`);
  if (changes.length > CHANGES_SHOWN)
    lines.push(`    and ${changes.length - CHANGES_SHOWN} more, in the JSON inventory`);
  return lines;
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
