/**
 * What a device is by its traffic alone, for records that hold nothing but addresses and ports. A port is no proof, so the
 * confidence never passes 50, and only answers to several clients or a telling port count (domain specification B.9).
 */

import type { InventoryDevice } from '../identify/inventory.ts';
import type { Party } from './record-reader.ts';

/** Most that ports and peers can prove. */
export const BEHAVIOUR_CONFIDENCE = 50;
/** Different clients of one port that are remembered: more make no difference. */
const CLIENTS_REMEMBERED = 8;
/** Clients that a port must answer so that it is a service and no accident. */
const CLIENTS_NEEDED = 2;
/** Ports remembered of one address, and addresses. */
const PORTS_REMEMBERED = 64;
const ADDRESS_LIMIT = 1 << 18;

interface PortRule {
  readonly category: string;
  readonly ports: readonly string[];
}

/** Ports that mostly one kind of device answers on; the first rule that holds counts. */
const RULES: readonly PortRule[] = [
  { category: 'printer', ports: ['tcp/9100', 'tcp/515', 'tcp/631'] },
  { category: 'building-controller', ports: ['udp/47808', 'tcp/1911', 'udp/3671'] },
  { category: 'plc', ports: ['tcp/102', 'tcp/44818', 'tcp/502'] },
  { category: 'pacs', ports: ['tcp/104', 'tcp/11112'] },
  { category: 'interface-engine', ports: ['tcp/2575', 'tcp/6661'] },
  { category: 'ip-camera', ports: ['tcp/554'] },
  { category: 'message-broker', ports: ['tcp/1883', 'tcp/8883', 'tcp/5672'] },
  { category: 'server', ports: ['tcp/88', 'tcp/389', 'udp/53', 'tcp/1433', 'tcp/3306', 'tcp/5432'] },
  { category: 'file-server', ports: ['tcp/445', 'tcp/2049'] },
];

export class FlowBehaviour {
  private readonly answered = new Map<string, Map<string, Set<string>>>();
  /** Hosts of which something else than traffic was stated. */
  private readonly known = new Set<string>();

  stated({ mac, ip }: Party): void {
    if (this.known.size >= ADDRESS_LIMIT) return;
    if (mac !== undefined) this.known.add(mac);
    if (ip !== undefined) this.known.add(ip);
  }

  exchanged(from: Party, to: Party, transport: 'tcp' | 'udp', port: number, isAnswered: boolean): void {
    if (!isAnswered || from.ip === undefined || to.ip === undefined) return;
    let ports = this.answered.get(to.ip);
    if (!ports) {
      if (this.answered.size >= ADDRESS_LIMIT) return;
      ports = new Map();
      this.answered.set(to.ip, ports);
    }
    const key = `${transport}/${port}`;
    const clients = ports.get(key);
    if (!clients) {
      if (ports.size < PORTS_REMEMBERED) ports.set(key, new Set([from.ip]));
    } else if (clients.size < CLIENTS_REMEMBERED) clients.add(from.ip);
  }

  /** The device with what its behaviour says, when nothing else is known of it, and never surer than that. */
  judge(device: InventoryDevice): InventoryDevice {
    if ([...device.macs, ...device.ips].some((host) => this.known.has(host))) return device;
    const { category } = device;
    if (category.value !== 'unknown') {
      const confidence = Math.min(category.confidence, BEHAVIOUR_CONFIDENCE);
      return confidence === category.confidence
        ? device
        : { ...device, category: { ...category, confidence } };
    }
    for (const rule of RULES) {
      for (const port of rule.ports) {
        const clients = new Set(device.ips.flatMap((ip) => [...(this.answered.get(ip)?.get(port) ?? [])]))
          .size;
        if (clients < CLIENTS_NEEDED) continue;
        const many = clients >= CLIENTS_REMEMBERED ? `${CLIENTS_REMEMBERED} or more` : clients;
        const reasons = [`answers ${many} clients on ${port}; a port alone is no proof`];
        return { ...device, category: { value: rule.category, confidence: BEHAVIOUR_CONFIDENCE, reasons } };
      }
    }
    return device;
  }
}
