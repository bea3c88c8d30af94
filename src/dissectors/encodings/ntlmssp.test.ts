import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { findNtlmMessage, NTLM_NAME_LIMIT_OCTETS, NTLM_PAIR_LIMIT, readNtlmMessage } from './ntlmssp.ts';

const read = (hex: string) => readNtlmMessage(OctetReader.over(Buffer.from(hex, 'hex')));

/** Windows 7 challenge: domain HOSP, computer MR01, version 6.1.7601. */
const CHALLENGE =
  '4e544c4d5353500002000000080008003800000015828ae2000102030405060700000000000000004e004e00400000000601b11d0000000f48004f00530050000200080048004f0053005000010008004d005200300031000400100068006f00730070002e006c0061006e0003001a006d007200300031002e0068006f00730070002e006c0061006e0000000000';
/** ntlm-samba: version 6.1 with build 0. */
const SAMBA_CHALLENGE =
  '4e544c4d5353500002000000080008003800000015828ae2010203040506070800000000000000006e006e0040000000060100000000000f48004f00530050000200080048004f0053005000010012004c00470048002d004e0041005300300031000400100068006f00730070002e006c0061006e00030024006c00670068002d006e0061007300300031002e0068006f00730070002e006c0061006e00070008000080209bcb82d80100000000';
/** ntlm-auth: user svc_pacs on MRVIDA01, version 10.0.19041. */
const AUTHENTICATE =
  '4e544c4d53535000030000001800180070000000180018008800000008000800480000001000100050000000100010006000000000000000a0000000158288e20a00614a0000000f48004f00530050007300760063005f0070006100630073004d005200560049004400410030003100000000000000000000000000000000000000000000000000111111111111111111111111111111111111111111111111';
/** n-ntlm-off: target name beyond the end, target information without end. */
const WILD_OFFSETS =
  '4e544c4d535350000200000008000800f0ffffff15828ae200000000000000000000000000000000ffffffff380000000601b11d0000000f010002005800';

/** A challenge with these attribute pairs. */
function challengeWith(pairs: readonly (readonly [id: number, value: Buffer])[]): Buffer {
  const info = Buffer.concat(
    pairs.map(([id, value]) => {
      const head = Buffer.alloc(4);
      head.writeUInt16LE(id, 0);
      head.writeUInt16LE(value.length, 2);
      return Buffer.concat([head, value]);
    }),
  );
  const fixed = Buffer.alloc(48);
  fixed.write('NTLMSSP\0', 'latin1');
  fixed.writeUInt32LE(2, 8);
  fixed.writeUInt16LE(info.length, 40);
  fixed.writeUInt32LE(48, 44);
  return Buffer.concat([fixed, info]);
}

describe('readNtlmMessage', () => {
  it('reads names and version of a Windows challenge', () => {
    expect(read(CHALLENGE)).toEqual({
      type: 'challenge',
      computer: 'MR01',
      domain: 'HOSP',
      dnsComputer: 'mr01.hosp.lan',
      dnsDomain: 'hosp.lan',
      version: '6.1.7601',
    });
  });

  it('takes no version from build 0, which Samba sends', () => {
    expect(read(SAMBA_CHALLENGE)).toEqual({
      type: 'challenge',
      computer: 'LGH-NAS01',
      domain: 'HOSP',
      dnsComputer: 'lgh-nas01.hosp.lan',
      dnsDomain: 'hosp.lan',
    });
  });

  it('reads the calling computer of an authenticate message and never its user', () => {
    const message = read(AUTHENTICATE);
    expect(message).toEqual({
      type: 'authenticate',
      computer: '',
      domain: 'HOSP',
      dnsComputer: '',
      dnsDomain: '',
      version: '10.0.19041',
      workstation: 'MRVIDA01',
    });
    expect(JSON.stringify(message)).not.toContain('svc_pacs');
  });

  it('keeps complete pairs and the version when offsets and lengths are wild', () => {
    expect(read(WILD_OFFSETS)).toEqual({
      type: 'challenge',
      computer: 'X',
      domain: '',
      dnsComputer: '',
      dnsDomain: '',
      version: '6.1.7601',
    });
  });

  it('reads the OEM names and the version of a negotiate message', () => {
    const head = Buffer.alloc(40);
    head.write('NTLMSSP\0', 'latin1');
    head.writeUInt32LE(1, 8);
    head.writeUInt32LE(0x0200_3000, 12);
    head.writeUInt16LE(4, 16);
    head.writeUInt32LE(48, 20);
    head.writeUInt16LE(8, 24);
    head.writeUInt32LE(40, 28);
    Buffer.from('0a0063450000000f', 'hex').copy(head, 32);
    expect(readNtlmMessage(OctetReader.over(Buffer.concat([head, Buffer.from('CTWORK01HOSP')])))).toEqual({
      type: 'negotiate',
      computer: '',
      domain: 'HOSP',
      dnsComputer: '',
      dnsDomain: '',
      version: '10.0.17763',
      workstation: 'CTWORK01',
    });
  });

  it('takes no version without its flag, without its revision or from the variable part', () => {
    const withoutFlag = Buffer.from(CHALLENGE, 'hex');
    withoutFlag.writeUInt32LE(0xe08a_8215, 20);
    expect(readNtlmMessage(OctetReader.over(withoutFlag))?.version).toBeUndefined();
    const otherRevision = Buffer.from(CHALLENGE, 'hex');
    otherRevision[55] = 0x0a;
    expect(readNtlmMessage(OctetReader.over(otherRevision))?.version).toBeUndefined();
    const early = Buffer.from(AUTHENTICATE, 'hex');
    early.writeUInt32LE(64, 32);
    expect(readNtlmMessage(OctetReader.over(early))?.version).toBeUndefined();
  });

  it('takes the target name for the domain only when the flags say that it is one', () => {
    const plain = Buffer.from(CHALLENGE, 'hex');
    plain.writeUInt16LE(0, 40);
    expect(readNtlmMessage(OctetReader.over(plain))?.domain).toBe('');
    plain.writeUInt32LE((plain.readUInt32LE(20) | 0x1_0000) >>> 0, 20);
    expect(readNtlmMessage(OctetReader.over(plain))?.domain).toBe('HOSP');
  });

  it('reads no name beyond the length limit', () => {
    const name = Buffer.alloc(NTLM_NAME_LIMIT_OCTETS, 'A\0');
    expect(readNtlmMessage(OctetReader.over(challengeWith([[1, name]])))?.computer).toHaveLength(256);
    const longer = Buffer.alloc(NTLM_NAME_LIMIT_OCTETS + 2, 'A\0');
    expect(readNtlmMessage(OctetReader.over(challengeWith([[1, longer]])))?.computer).toBe('');
  });

  it('looks at no more pairs than the limit', () => {
    const filler = Array.from({ length: NTLM_PAIR_LIMIT }, () => [6, Buffer.alloc(4)] as const);
    const name = [1, Buffer.from('M\0')] as const;
    expect(readNtlmMessage(OctetReader.over(challengeWith([...filler, name])))?.computer).toBe('');
    expect(readNtlmMessage(OctetReader.over(challengeWith([...filler.slice(1), name])))?.computer).toBe('M');
  });

  it('refuses other octets and survives any', () => {
    expect(read('4e544c4d5353500004000000000000000000')).toBeUndefined();
    expect(read('4e544c4d53535000')).toBeUndefined();
    for (const hex of [CHALLENGE, AUTHENTICATE]) {
      for (let length = 0; length < hex.length; length += 2) read(hex.slice(0, length));
    }
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3), fc.uint8Array({ maxLength: 200 }), (type, rest) => {
        const head = Buffer.from(`4e544c4d535350000${type}000000`, 'hex');
        readNtlmMessage(OctetReader.over(Buffer.concat([head, rest])));
      }),
    );
  });
});

describe('findNtlmMessage', () => {
  it('finds the message inside a token and counts offsets from its signature', () => {
    const token = Buffer.concat([
      Buffer.from('a1818a308187a0030a0101', 'hex'),
      Buffer.from(CHALLENGE, 'hex'),
    ]);
    expect(findNtlmMessage(OctetReader.over(token), 1_000)?.computer).toBe('MR01');
    expect(findNtlmMessage(OctetReader.over(token), 15)).toBeUndefined();
    expect(findNtlmMessage(OctetReader.over(Buffer.alloc(64)), 1_000)).toBeUndefined();
  });
});
