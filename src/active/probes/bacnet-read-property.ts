/**
 * One BACnet/IP ReadProperty of the model name (ANSI/ASHRAE 135-2020 15.5, annex J), sent to one address. The device object
 * is addressed by the number that stands for any (12.11): nothing is broadcast.
 *
 *   81 0A len2 | 01 04 | 00 05 invoke 0C | 0C object4 | 19 property
 */

import { foreign, type Probe, type Turn } from '../probe.ts';

const BVLC = 0x81;
const UNICAST = 0x0a;
const EXPECTING_REPLY = 0x04;
const READ_PROPERTY = 12;
const MODEL_NAME = 70;
/** 20.2.14: type 8 (device) in ten bits, instance 4194303 in 22. */
const ANY_DEVICE = (8 << 22) | 0x3fffff;
/** 20.1.2.5: up to 1,476 octets, not segmented. */
const MAXIMUM_APDU = 5;
// 20.1: upper four bits of the first octet of the answer
const COMPLEX_ACK = 3;
const ERROR = 5;
const REJECT = 6;
const ABORT = 7;
const REFUSALS: Readonly<Record<number, string>> = {
  [ERROR]: 'The device has no model name to read.',
  [REJECT]: 'The device does not understand the question.',
  [ABORT]: 'The device broke off.',
};

export const bacnetReadProperty: Probe = {
  id: 'bacnet-read-property',
  title: 'BACnet ReadProperty of the model name',
  about: 'Reads one property of the device object (ANSI/ASHRAE 135 15.5), in one packet to one address.',
  ...{ transport: 'udp', port: 47_808, protocol: 'bacnet', needs: [] },
  limits: { messages: 1, octets: 32, answerOctets: 2_048 },
  // Up to the service number; the text of the property comes behind it.
  legible: { sent: 17, received: 9 },

  begin(_settings, nonce) {
    const invoke = nonce[0] ?? 0;
    const object = Buffer.alloc(4);
    object.writeUInt32BE(ANY_DEVICE >>> 0);
    const apdu = [0x00, MAXIMUM_APDU, invoke, READ_PROPERTY, 0x0c, ...object, 0x19, MODEL_NAME];
    const opening = Uint8Array.from([BVLC, UNICAST, 0, 6 + apdu.length, 1, EXPECTING_REPLY, ...apdu]);
    return { opening, take: (octets) => judge(octets, invoke) };
  },
};

function judge(octets: Uint8Array, invoke: number): Turn {
  const [type, , high = 0, low = 0, version, control = 0, kind = 0, number] = octets;
  if (type !== BVLC || ((high << 8) | low) !== octets.length || version !== 1) return foreign('BACnet/IP');
  // 6.2.2: an answer from behind a router states network and address of the station before its message.
  if ((control & 0x28) !== 0)
    return { kind: 'end', answered: true, remark: 'A router answered for another station.' };
  if (number !== invoke) return foreign('an answer to this question');
  const answer = kind >> 4;
  if (answer === COMPLEX_ACK) return { kind: 'end', answered: true };
  const remark = REFUSALS[answer];
  return remark === undefined ? foreign('an answer of BACnet') : { kind: 'end', answered: true, remark };
}
