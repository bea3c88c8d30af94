/** A self-signed certificate (RFC 5280 4.1) with a key made for the test: nothing secret stands in the repository. */

import { generateKeyPairSync, sign } from 'node:crypto';
import { octets, type Piece } from './octet-builder.ts';

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const BIT_STRING = 0x03;
const VERSION = 0xa0;

const ECDSA_WITH_SHA256 = Buffer.from('2a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('550403', 'hex');
const ORGANISATION = Buffer.from('55040a', 'hex');

function der(tag: number, ...pieces: readonly Piece[]): Buffer {
  const content = octets(...pieces);
  const length =
    content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return octets(tag, ...length, content);
}

/** Key and certificate as PEM, for `tls.createServer`. */
export function selfSigned(names: { readonly commonName: string; readonly organisation: string }): {
  readonly key: string;
  readonly cert: string;
} {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const attribute = (type: Buffer, value: string) =>
    der(SET, der(SEQUENCE, der(OBJECT_IDENTIFIER, type), der(UTF8_STRING, Buffer.from(value))));
  const name = der(
    SEQUENCE,
    attribute(ORGANISATION, names.organisation),
    attribute(COMMON_NAME, names.commonName),
  );
  const algorithm = der(SEQUENCE, der(OBJECT_IDENTIFIER, ECDSA_WITH_SHA256));
  const time = (text: string) => der(UTC_TIME, Buffer.from(text));
  const body = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, 2)),
    der(INTEGER, 1),
    algorithm,
    name,
    der(SEQUENCE, time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const certificate = der(SEQUENCE, body, algorithm, der(BIT_STRING, 0, sign('sha256', body, privateKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}
