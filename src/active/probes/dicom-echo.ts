/**
 * One DICOM C-ECHO (PS3.4 annex A, PS3.7 9.1.5, PS3.8 9.3): associate for Verification under AE titles that were agreed,
 * ask "are you there", release. The device is never asked for images or lists.
 *
 *   A-ASSOCIATE-RQ -> AC, P-DATA C-ECHO-RQ -> RSP, A-RELEASE-RQ -> RP
 */

import { AnswerBuffer } from '../answer-buffer.ts';
import { foreign, type Probe, type Turn, WAIT } from '../probe.ts';

// PS3.8 9.3
const ASSOCIATE_AC = 0x02;
const ASSOCIATE_RJ = 0x03;
const DATA = 0x04;
const RELEASE_RP = 0x06;
const ABORT = 0x07;
const PDU_HEAD = 6;
/** Longer than any of these PDUs; what claims more is something else. */
const PDU_LIMIT = 16_384;
const AE_OCTETS = 16;
/** Longest PDU that this side takes (PS3.8 annex D.1). */
const RECEIVE_OCTETS = 16_384;
const CONTEXT = 1;

const VERIFICATION = '1.2.840.10008.1.1';
const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';
const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
/** Made of a UUID (PS3.5 B.2), so that no root had to be registered. */
const IMPLEMENTATION = '2.25.302467843116274309871652036459821734561';

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const u32 = (value: number): Buffer => Buffer.from([0, 0, ...u16(value)]);
/** Type, a zero, the length, the content: items write the length in 16 bits, PDUs in 32. */
const sized =
  (length: (octets: number) => Buffer) =>
  (type: number, ...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([type, 0]), length(content.length), content]);
  };
const item = sized(u16);
const pdu = sized(u32);
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const title = (text: string): Buffer => ascii(text.slice(0, AE_OCTETS).padEnd(AE_OCTETS));

function associateRequest(called: string, calling: string): Buffer {
  return pdu(
    0x01,
    ...[u16(1), u16(0), title(called), title(calling), Buffer.alloc(32)],
    item(0x10, ascii(APPLICATION_CONTEXT)),
    item(
      0x20,
      Buffer.from([CONTEXT, 0, 0, 0]),
      item(0x30, ascii(VERIFICATION)),
      item(0x40, ascii(IMPLICIT_LITTLE_ENDIAN)),
    ),
    item(
      0x50,
      item(0x51, u32(RECEIVE_OCTETS)),
      item(0x52, ascii(IMPLEMENTATION)),
      item(0x55, ascii('WARDLIGHT')),
    ),
  );
}

/** PS3.7 9.3.5.1: implicit VR little endian, group 0000. */
function echoRequest(): Buffer {
  const element = (number: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt16LE(number, 2);
    head.writeUInt32LE(value.length, 4);
    return Buffer.concat([head, value]);
  };
  const short = (value: number) => Buffer.from([value & 0xff, value >> 8]);
  const elements = Buffer.concat([
    element(0x0002, ascii(`${VERIFICATION}\0`)),
    element(0x0100, short(0x0030)), // C-ECHO-RQ
    element(0x0110, short(1)), // message id
    element(0x0800, short(0x0101)), // no dataset
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  const command = Buffer.concat([element(0x0000, length), elements]);
  // PS3.8 9.3.5.1 and annex E.2: one value, a command, its last fragment.
  return pdu(DATA, u32(command.length + 2), Buffer.from([CONTEXT, 0x03]), command);
}

const RELEASE_REQUEST = pdu(0x05, Buffer.alloc(4));

export const dicomEcho: Probe = {
  id: 'dicom-echo',
  title: 'DICOM C-ECHO',
  about:
    'Associates under agreed AE titles, asks whether the device answers (PS3.4 annex A) and releases. Its toolkit and version come with the answer.',
  ...{ transport: 'tcp', port: 104, protocol: 'dicom', needs: ['calledAe', 'callingAe'] },
  limits: { messages: 3, octets: 512, answerOctets: 32_768 },
  // Type, length and version; AE titles begin at the eleventh octet.
  legible: { sent: 10, received: 10 },

  begin({ calledAe = '', callingAe = '' }) {
    const answer = new EchoReader();
    return { opening: associateRequest(calledAe, callingAe), take: (octets) => answer.take(octets) };
  },
};

/** Which PDU is waited for, and what follows it. */
class EchoReader {
  private readonly held = new AnswerBuffer(2 * PDU_LIMIT);
  private awaited = ASSOCIATE_AC;

  take(piece: Uint8Array): Turn {
    if (!this.held.add(piece)) return foreign('DICOM of usual length');
    const { octets } = this.held;
    if (octets.length < PDU_HEAD) return WAIT;
    const type = octets.readUInt8(0);
    const length = octets.readUInt32BE(2);
    if (type === 0 || type > ABORT || octets.readUInt8(1) !== 0 || length > PDU_LIMIT)
      return foreign('DICOM');
    if (octets.length < PDU_HEAD + length) return WAIT;
    return this.next(type, this.held.take(PDU_HEAD + length));
  }

  private next(type: number, message: Buffer): Turn {
    if (type === ASSOCIATE_RJ) return refusedAssociation(message);
    if (type === ABORT)
      return { kind: 'end', answered: true, remark: 'The device ended the association (A-ABORT).' };
    if (type !== this.awaited) return foreign('what DICOM expects here');
    switch (type) {
      case ASSOCIATE_AC:
        this.awaited = DATA;
        return { kind: 'say', octets: echoRequest() };
      case DATA:
        this.awaited = RELEASE_RP;
        return { kind: 'say', octets: RELEASE_REQUEST };
      default:
        return { kind: 'end', answered: true };
    }
  }
}

/** PS3.8 9.3.4: source 1 (service user) with the reasons that name a title. */
function refusedAssociation(message: Buffer): Turn {
  const [source = 0, reason = 0] = message.subarray(8, 10);
  const why =
    source !== 1
      ? ''
      : reason === 3
        ? ' It does not know the AE title of who asks.'
        : reason === 7
          ? ' It does not know the AE title that it was called by.'
          : '';
  return { kind: 'end', answered: true, remark: `The device refused the association.${why}` };
}
