/** TLS hellos (RFC 8446 4.1). Keys and random values are noise that is the same in every run. */

import { octets, type Piece, u16, u24, zeros } from '../../test/support/octet-builder.ts';
import { noise } from './windows.ts';

const counted8 = (...pieces: readonly Piece[]): Buffer => {
  const body = octets(...pieces);
  return octets(body.length, body);
};
const counted16 = (...pieces: readonly Piece[]): Buffer => {
  const body = octets(...pieces);
  return octets(u16(body.length), body);
};
const extension = (type: number, ...pieces: readonly Piece[]): Buffer =>
  octets(u16(type), counted16(...pieces));

function handshake(type: number, body: Uint8Array, recordVersion: number): Buffer {
  return octets(22, u16(recordVersion), counted16(type, u24(body.length), body));
}

export interface ClientHello {
  readonly label: string;
  readonly serverName?: string;
  readonly suites: readonly number[];
  readonly applications?: readonly string[];
  /** Offers TLS 1.3 beside 1.2. */
  readonly modern?: boolean;
}

export function clientHello(fields: ClientHello): Buffer {
  const name = fields.serverName;
  const extensions = octets(
    name === undefined ? '' : extension(0, counted16(0, counted16(name))),
    extension(10, counted16(u16(0x001d), u16(0x0017))),
    extension(11, counted8(0)),
    extension(13, counted16(...[0x0403, 0x0804, 0x0401, 0x0501].map(u16))),
    fields.applications ? extension(16, counted16(...fields.applications.map((text) => counted8(text)))) : '',
    extension(23),
    fields.modern ? extension(43, counted8(u16(0x0304), u16(0x0303))) : '',
    fields.modern ? extension(45, counted8(1)) : '',
    fields.modern ? extension(51, counted16(u16(0x001d), counted16(noise(`${fields.label} key`, 32)))) : '',
  );
  const session = fields.modern ? noise(`${fields.label} session`, 32) : zeros(0);
  const body = octets(
    ...[u16(0x0303), noise(`${fields.label} random`, 32), counted8(session)],
    ...[counted16(...fields.suites.map(u16)), counted8(0), counted16(extensions)],
  );
  return handshake(1, body, 0x0301);
}

/** ServerHello of TLS 1.3, change cipher spec, and one record of ciphertext. */
export function serverFlight(client: ClientHello): Buffer {
  const extensions = octets(
    extension(43, u16(0x0304)),
    extension(51, u16(0x001d), counted16(noise(`${client.label} answer`, 32))),
  );
  const body = octets(
    ...[u16(0x0303), noise(`${client.label} server`, 32), counted8(noise(`${client.label} session`, 32))],
    ...[u16(0x1301), 0, counted16(extensions)],
  );
  const ciphertext = octets(noise('a', 64), noise('b', 64), noise('c', 64));
  return octets(
    handshake(2, body, 0x0303),
    octets(20, u16(0x0303), u16(1), 1),
    23,
    u16(0x0303),
    counted16(ciphertext),
  );
}
