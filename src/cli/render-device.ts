/** One device with everything that is known of it and the packets that prove it. */

import type { InventoryCapture, InventoryDevice, InventoryEvidence } from '../identify/inventory.ts';

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
    for (const { value, confidence, evidence } of values) {
      lines.push(`  ${attribute}  ${value} (${confidence})`);
      for (const item of evidence) lines.push(`      ${proof(item, captures)}`);
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
  lines.push(
    `  seen      ${device.firstAt} to ${device.lastAt}, ${device.packets} packets, ${device.octets} octets, ${device.peers} ${device.peers === 1 ? 'peer' : 'peers'}`,
  );
  return `${lines.join('\n')}\n`;
}

function proof(evidence: InventoryEvidence, captures: readonly InventoryCapture[]): string {
  const where =
    captures.length > 1
      ? `${captures[evidence.capture]?.file ?? ''} packet ${evidence.packet}`
      : `packet ${evidence.packet}`;
  const source = evidence.protocol === 'ethernet' ? '' : `${where}, ${evidence.at}: `;
  return `${source}${evidence.protocol} ${evidence.field} = ${evidence.value}`;
}
