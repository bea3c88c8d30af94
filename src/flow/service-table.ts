/** Which address serves, or uses as client, which protocol on which port. Integers only, in one typed array. */

import { NO_RECORD, RecordTable } from './record-table.ts';

/** Services kept in all; further ones are counted. */
export const SERVICE_LIMIT = 1 << 19;

const WORDS = 4; // address, transport << 17 | role << 16 | port, protocol of a client, protocol
const TCP = 1 << 17;
const SERVER = 1 << 16;
const PORT = 0xffff;

export interface Service {
  readonly address: number;
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  /** Index of the dissector in the registry plus 1; 0 when the protocol was not recognised. */
  readonly protocol: number;
  readonly role: 'server' | 'client';
}

export class ServiceTable {
  /** Services that found no room. */
  refused = 0;
  private readonly records: RecordTable;

  /** `seed` is random per start: hostile traffic must not be able to collide on purpose. */
  constructor(seed: number) {
    this.records = new RecordTable({ keyWords: 3, words: WORDS, doubles: 0, limit: SERVICE_LIMIT, seed });
  }

  /** This address serves, or uses as client, a protocol on a port. A protocol once recognised stays. */
  see(
    address: number,
    transport: Service['transport'],
    port: number,
    protocol: number,
    role: Service['role'],
  ): void {
    // A client is one record per protocol: its own ports change with every flow.
    const key = (transport === 'tcp' ? TCP : 0) | (role === 'server' ? SERVER : 0) | port;
    const id = this.records.add(address, key, role === 'client' ? protocol : 0);
    if (id === NO_RECORD) this.refused++;
    else if (protocol !== 0) this.records.words[id * WORDS + 3] = protocol;
  }

  /** How full the table is, from 0 to 1. */
  get fullness(): number {
    return this.records.fullness;
  }

  /** Services seen; their ids run from 0. */
  get count(): number {
    return this.records.count;
  }

  at(id: number): Service {
    const { words } = this.records;
    const start = id * WORDS;
    const key = words[start + 1] ?? 0;
    return {
      address: words[start] ?? NO_RECORD,
      transport: (key & TCP) !== 0 ? 'tcp' : 'udp',
      port: key & PORT,
      protocol: words[start + 3] ?? 0,
      role: (key & SERVER) !== 0 ? 'server' : 'client',
    };
  }

  *each(): Generator<Service> {
    for (let id = 0; id < this.records.count; id++) yield this.at(id);
  }
}
