/**
 * Keys of QUIC Initial packets and the removal of their protection (RFC 9001 5, RFC 9369 3.3). They follow from the
 * client's first connection id, which stands in clear: Initials are protected against chance, not against readers.
 *
 *   secret = HKDF-Expand-Label(HKDF-Extract(salt, id), "client in", 32)      key 16, iv 12, hp 16 by labels of their own
 */

import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { type QuicVersion, SAMPLE_OCTETS, SAMPLE_OFFSET, TAG_OCTETS } from './constants.ts';

export interface InitialKeys {
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly headerKey: Buffer;
}

/** The keys with which a client that chose `connectionId` protects its Initials. */
export function clientInitialKeys(version: QuicVersion, connectionId: Buffer): InitialKeys {
  const initial = createHmac('sha256', version.salt).update(connectionId).digest();
  const secret = expandLabel(initial, 'client in', 32);
  return {
    key: expandLabel(secret, `${version.labelPrefix} key`, 16),
    iv: expandLabel(secret, `${version.labelPrefix} iv`, 12),
    headerKey: expandLabel(secret, `${version.labelPrefix} hp`, 16),
  };
}

/** RFC 8446 7.1 with an empty context; one block of HKDF-Expand (RFC 5869 2.3) is enough for up to 32 octets. */
function expandLabel(secret: Buffer, label: string, octets: number): Buffer {
  const full = `tls13 ${label}`;
  const info = Buffer.concat([
    Buffer.from([0, octets, full.length]),
    Buffer.from(full, 'latin1'),
    Buffer.from([0, 1]),
  ]);
  return createHmac('sha256', secret).update(info).digest().subarray(0, octets);
}

/**
 * The frames of a protected Initial packet whose number starts at `numberAt`; undefined when these are not its keys.
 * `packet` ends where the packet ends and is changed: its header protection is taken off.
 */
export function openInitial(keys: InitialKeys, packet: Buffer, numberAt: number): Buffer | undefined {
  const sampleAt = numberAt + SAMPLE_OFFSET;
  const mask = createCipheriv('aes-128-ecb', keys.headerKey, null).update(
    packet.subarray(sampleAt, sampleAt + SAMPLE_OCTETS),
  );
  packet.writeUInt8(packet.readUInt8(0) ^ (mask.readUInt8(0) & 0x0f), 0);
  const numberOctets = (packet.readUInt8(0) & 3) + 1;
  const nonce = Buffer.from(keys.iv);
  for (let index = 0; index < numberOctets; index++) {
    const octet = packet.readUInt8(numberAt + index) ^ mask.readUInt8(index + 1);
    packet.writeUInt8(octet, numberAt + index);
    const at = nonce.length - numberOctets + index;
    nonce.writeUInt8(nonce.readUInt8(at) ^ octet, at);
  }
  const payloadAt = numberAt + numberOctets;
  const tagAt = packet.length - TAG_OCTETS;
  if (tagAt < payloadAt) return undefined;
  const decipher = createDecipheriv('aes-128-gcm', keys.key, nonce);
  decipher.setAAD(packet.subarray(0, payloadAt));
  decipher.setAuthTag(packet.subarray(tagAt));
  const frames = decipher.update(packet.subarray(payloadAt, tagAt));
  try {
    // node:crypto has no other way to say that the tag does not fit than to throw.
    decipher.final();
  } catch {
    return undefined;
  }
  return frames;
}
