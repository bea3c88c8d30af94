import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { octets } from '../../test/support/octet-builder.ts';
import { type Identities, type Proof, REPLAY_LIMIT, redactFrames } from './redact-frames.ts';

const NOBODY: Identities = { addresses: new Set(), names: [] };
const text = (frame: Uint8Array | undefined) => Buffer.from(frame ?? []).toString('latin1');
/** The fact: somewhere in one frame stands this text. */
const says =
  (word: string): Proof =>
  (frames) =>
    frames.some((frame) => text(frame).includes(word));
const redact = (frames: readonly Uint8Array[], word: string, identities = NOBODY) =>
  redactFrames(frames, identities, says(word))?.map(text);

describe('redactFrames', () => {
  it('keeps what the fact needs and overwrites the rest, letters by letters and digits by digits', () => {
    const frame = octets('Server: AcmePump 2.1\r\nX-Name: Doe, J. 1970', 0x80, 0xff);
    expect(redact([frame], 'AcmePump 2.1')).toEqual(['xxxxxx: AcmePump 2.1\0\0x-xxxx: xxx, x. 0000\0\0']);
  });

  it('drops frames that the fact does not need', () => {
    expect(redact([octets('one'), octets('AcmePump'), octets('two')], 'AcmePump')).toEqual(['AcmePump']);
  });

  it('puts documentation addresses in the place of known ones, the same for the same', () => {
    const mac = octets(0, 9, 0xfb, 1, 2, 3);
    const ip = octets(10, 1, 2, 3);
    const six = octets(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7);
    const identities = { ...NOBODY, addresses: new Set([mac, ip, six].map(text)) };
    const [frame] = redact([octets(mac, ip, 'Acme', ip, six, mac)], 'Acme', identities) ?? [];
    const invented = [text(octets(2, 0, 0, 0, 0, 1)), text(octets(192, 0, 2, 2))];
    expect(frame).toBe(
      `${invented.join('')}Acme${invented[1]}${text(octets(0x20, 1, 0x0d, 0xb8))}${'\0'.repeat(11)}\x03${invented[0]}`,
    );
  });

  it.each([
    ['text', (name: string) => octets(name)],
    ['text in capitals', (name: string) => octets(name.toUpperCase())],
    ['UTF-16', (name: string) => Buffer.from(name, 'utf16le')],
  ])('overwrites names as %s, also where the fact would keep them', (_, form) => {
    const frame = octets('Acme ', form('ward7-pump'), ' end');
    const identities = { ...NOBODY, names: ['ward7-pump'] };
    const proves: Proof = (frames) =>
      frames.some((each) => each.length === frame.length && text(each).startsWith('Acme'));
    const [redacted] = redactFrames([frame], identities, proves) ?? [];
    expect(text(redacted).replaceAll('\0', '')).toMatch(/^Acme x{10} xxx$/);
  });

  it('shares nothing when the fact needs what identifies', () => {
    expect(
      redact([octets('name=ward7-pump')], 'ward7-pump', { ...NOBODY, names: ['ward7-pump'] }),
    ).toBeUndefined();
    const mac = octets(0, 9, 0xfb, 1, 2, 3);
    expect(redact([mac], text(mac), { ...NOBODY, addresses: new Set([text(mac)]) })).toBeUndefined();
  });

  it('gives up at its limit', () => {
    let asked = 0;
    const proves: Proof = () => {
      asked++;
      return asked === 1;
    };
    const frame = octets('a1'.repeat(REPLAY_LIMIT));
    expect(redactFrames([frame], NOBODY, proves)).toBeUndefined();
    expect(asked).toBeLessThan(REPLAY_LIMIT + 10);
  });

  it('leaves no octet of a letter, a digit or an odd sign that the fact can do without', () => {
    const pieces = fc.array(fc.constantFrom('Doe', 'Jane', '1970-05-03', '\u00e4', ' ', '|', '\0', '^'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, pieces, (before, after) => {
        const [frame] = redact([octets(`${before.join('')}AcmePump${after.join('')}`)], 'AcmePump') ?? [];
        expect(frame?.replace('AcmePump', '')).toMatch(/^[x0 |^\0-]*$/);
      }),
    );
  });
});
