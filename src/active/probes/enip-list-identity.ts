/**
 * One EtherNet/IP ListIdentity over UDP to one address (CIP specification volume 2, 2-4.2): the device names its maker,
 * product, revision and serial number. Never broadcast.
 *
 *   command2 length2 session4 status4 context8 options4, little-endian
 */

import { foreign, type Probe, type Turn } from '../probe.ts';

const LIST_IDENTITY = 0x63;
const HEAD_OCTETS = 24;
const CONTEXT_AT = 12;
const CONTEXT_OCTETS = 8;

export const enipListIdentity: Probe = {
  id: 'enip-list-identity',
  title: 'EtherNet/IP ListIdentity',
  about: 'Asks the device who it is (CIP volume 2, 2-4.2), in one packet to one address.',
  ...{ transport: 'udp', port: 44_818, protocol: 'enip', needs: [] },
  limits: { messages: 1, octets: HEAD_OCTETS, answerOctets: 2_048 },
  legible: { sent: HEAD_OCTETS, received: HEAD_OCTETS },

  begin(_settings, nonce) {
    const opening = Buffer.alloc(HEAD_OCTETS);
    opening.writeUInt16LE(LIST_IDENTITY);
    opening.set(nonce.subarray(0, CONTEXT_OCTETS), CONTEXT_AT);
    return { opening, take: (octets) => judge(Buffer.from(octets)) };
  },
};

function judge(octets: Buffer): Turn {
  if (octets.length < HEAD_OCTETS || octets.readUInt16LE(0) !== LIST_IDENTITY) return foreign('EtherNet/IP');
  if (octets.readUInt16LE(2) !== octets.length - HEAD_OCTETS) return foreign('EtherNet/IP');
  const status = octets.readUInt32LE(8);
  if (status === 0) return { kind: 'end', answered: true };
  return { kind: 'end', answered: true, remark: `The device answered with status ${status}.` };
}
