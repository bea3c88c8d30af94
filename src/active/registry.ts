/** Every probe that can be sent. A new one is a file in `probes/` and one line here. */

import type { Probe } from './probe.ts';
import { bacnetReadProperty } from './probes/bacnet-read-property.ts';
import { dicomEcho } from './probes/dicom-echo.ts';
import { enipListIdentity } from './probes/enip-list-identity.ts';
import { httpHead } from './probes/http-head.ts';
import { snmpGet } from './probes/snmp-get.ts';
import { tlsHandshake } from './probes/tls-handshake.ts';

export const PROBES: readonly Probe[] = [
  snmpGet,
  tlsHandshake,
  httpHead,
  dicomEcho,
  bacnetReadProperty,
  enipListIdentity,
];

/** The probe of this id; undefined when there is none. */
export function probeOf(id: string): Probe | undefined {
  return PROBES.find((probe) => probe.id === id);
}
