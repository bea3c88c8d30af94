/**
 * Computers among the identities that log in to networks and domains. Persons and computers share the field; only the
 * forms that computers alone have are read (MS-SAMR 3.1.1.8.10: the name of a computer account ends in `$`).
 *
 *   host/ct01.hosp.lan   HOSP\CT01$   CT01$@HOSP.LAN   CT01$
 */

/** Characters of an identity that are looked at. */
export const IDENTITY_LIMIT = 320;

const HOST_PRINCIPAL = /^host\/([A-Za-z0-9][A-Za-z0-9.-]{0,252})(?:@[^@]*)?$/;
const COMPUTER_ACCOUNT = /^(?:[^\\/@]{1,64}[\\/])?([A-Za-z0-9][A-Za-z0-9_.-]{0,62})\$(?:@[^@]*)?$/;

/** The host name in `identity`; empty when it is not that of a computer. */
export function machineName(identity: string): string {
  if (identity.length > IDENTITY_LIMIT) return '';
  return HOST_PRINCIPAL.exec(identity)?.[1] ?? COMPUTER_ACCOUNT.exec(identity)?.[1] ?? '';
}
