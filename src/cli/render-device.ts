/** One device with everything that is known of it and the packets that prove it. */

import type {
  InventoryAttribute,
  InventoryCapture,
  InventoryDevice,
  InventoryEvidence,
} from '../identify/inventory.ts';

const SEEN_AS: Readonly<Record<Exclude<InventoryDevice['seenAs'], 'sender'>, string>> = {
  peer: 'peer only: others sent to it or told of it, no packet of its own was seen',
  named: 'named only: messages of others speak of it',
};

export function renderDevice(device: InventoryDevice, captures: readonly InventoryCapture[]): string {
  const { category } = device;
  const lines = [
    device.id,
    `  category  ${category.value}${category.value === 'unknown' ? '' : ` (${category.confidence})`}`,
  ];
  for (const reason of category.reasons) lines.push(`      because  ${reason}`);
  const list = (title: string, values: readonly (string | number)[]) => {
    if (values.length > 0) lines.push(`  ${title.padEnd(9)} ${values.join(', ')}`);
  };
  list('MAC', device.macs);
  list('IP', device.ips);
  list('VLAN', device.vlans);
  for (const [attribute, values] of Object.entries(device.attributes)) {
    for (const entry of values) {
      lines.push(`  ${attribute}  ${entry.value} (${entry.confidence})${notesOf(entry)}`);
      for (const item of entry.evidence) lines.push(`      ${proof(item, captures)}`);
    }
  }
  list(
    'serves',
    device.services
      .filter((service) => service.role === 'server')
      .map((service) => `${service.protocol} on ${service.transport} ${service.port}`),
  );
  list('uses', [
    ...new Set(
      device.services
        .filter((service) => service.role === 'client')
        .map((service) => `${service.protocol} on ${service.transport} ${service.port}`),
    ),
  ]);
  if (device.viaGateway !== null) lines.push(`  behind    ${device.viaGateway}`);
  if (device.seenAs !== 'sender') lines.push(`  seen as   ${SEEN_AS[device.seenAs]}`);
  for (const { kind, by, reason } of device.decisions)
    lines.push(`  decided   ${kind}${by === 'person' ? ' by a person' : ''}: ${reason}`);
  if (device.profile !== null) lines.push(`  profile   ${device.profile}`);
  if (device.previousId === null) lines.push('  new       not in the earlier inventory');
  for (const { what, outcome, from, to, reason } of device.changes ?? [])
    lines.push(
      `  ${outcome.padEnd(9)} ${what}: ${from === null || from === to ? to : `${from} → ${to}`} (${reason})`,
    );
  lines.push(
    `  seen      ${device.firstAt} to ${device.lastAt}, ${device.packets} packets, ${device.octets} octets, ${device.peers} ${device.peers === 1 ? 'peer' : 'peers'}`,
  );
  return `${lines.join('\n')}\n`;
}

/** What is to be said of a value beside its confidence. */
function notesOf({ normal, product, region, setByPerson, kept }: InventoryAttribute): string {
  const notes = [
    ...(normal === undefined ? [] : [product === undefined ? normal : `version ${normal} of ${product}`]),
    ...(region === undefined ? [] : [region === 'US' ? 'for the United States' : 'for other countries']),
    ...(setByPerson ? ['set by a person'] : []),
    ...(kept ? ['known before, not seen now'] : []),
  ];
  return notes.length === 0 ? '' : `: ${notes.join(', ')}`;
}

function proof(evidence: InventoryEvidence, captures: readonly InventoryCapture[]): string {
  const where =
    captures.length > 1
      ? `${captures[evidence.capture]?.file ?? ''} packet ${evidence.packet}`
      : `packet ${evidence.packet}`;
  const source = evidence.protocol === 'ethernet' ? '' : `${where}, ${evidence.at}: `;
  const by = evidence.fingerprint === undefined ? '' : ` (by ${evidence.fingerprint})`;
  return `${source}${evidence.protocol} ${evidence.field} = ${evidence.value}${by}`;
}
