/**
 * Secrets that are given away once: invitations, keys of programs, enrolments of sensors, the first set-up. Of each only the
 * hash is kept. A token that belongs to an organisation begins with its id (and perhaps others), so that it is looked up
 * under row-level security as all is.
 */

import { createHash, randomBytes } from 'node:crypto';

const ID_OCTETS = 16;
const SECRET_OCTETS = 32;

/** A new token of 256 random bits behind these ids. */
export function newToken(ids: readonly string[]): string {
  const octets = ids.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'));
  return Buffer.concat([...octets, randomBytes(SECRET_OCTETS)]).toString('base64url');
}

/** The ids with which a token begins; undefined for a text that is no token with so many. */
export function idsOfToken(token: string, count: number): readonly string[] | undefined {
  const octets = Buffer.from(token, 'base64url');
  if (octets.length !== count * ID_OCTETS + SECRET_OCTETS) return undefined;
  return Array.from({ length: count }, (_, index) =>
    octets
      .toString('hex', index * ID_OCTETS, (index + 1) * ID_OCTETS)
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
}

/** What is kept of a token. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
