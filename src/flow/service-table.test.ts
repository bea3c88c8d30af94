import { describe, expect, it } from 'vitest';
import { SERVICE_LIMIT, ServiceTable } from './service-table.ts';

describe('services', () => {
  it('of a server are one for each port, and a protocol once recognised stays', () => {
    const services = new ServiceTable(7);
    services.see(1, 'tcp', 104, 0, 'server');
    services.see(1, 'tcp', 104, 5, 'server');
    services.see(1, 'tcp', 104, 0, 'server');
    services.see(1, 'udp', 104, 0, 'server');
    services.see(1, 'tcp', 65_535, 6, 'server');
    expect([...services.each()]).toEqual([
      { address: 1, transport: 'tcp', port: 104, protocol: 5, role: 'server' },
      { address: 1, transport: 'udp', port: 104, protocol: 0, role: 'server' },
      { address: 1, transport: 'tcp', port: 65_535, protocol: 6, role: 'server' },
    ]);
  });

  it('of a client are one for each protocol and port of the server', () => {
    const services = new ServiceTable(7);
    for (const protocol of [5, 5, 6]) services.see(1, 'tcp', 104, protocol, 'client');
    services.see(1, 'tcp', 104, 5, 'server');
    expect([...services.each()].map(({ protocol, role }) => [protocol, role])).toEqual([
      [5, 'client'],
      [6, 'client'],
      [5, 'server'],
    ]);
  });

  it('beyond the limit are counted and nothing grows', () => {
    const services = new ServiceTable(7);
    for (let address = 0; address < SERVICE_LIMIT + 3; address++)
      services.see(address, 'udp', 53, 0, 'server');
    expect([services.count, services.refused]).toEqual([SERVICE_LIMIT, 3]);
  });
});
