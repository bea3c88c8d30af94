/** Who the sensor in a folder is: as enrolled before, or by the token of this start. */

import { createHash, type KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DeliveryError } from '../delivery/delivery-error.ts';
import { writeDurably } from '../delivery/durable-file.ts';
import {
  keepIdentity,
  keptKey,
  readIdentity,
  renewKey,
  type SensorIdentity,
} from '../delivery/sensor-identity.ts';
import { type ConnectionOptions, enrol, serverOrigin } from '../delivery/server-connection.ts';

/** Hash of the token that the key of the folder was made for. */
const TOKEN_FILE = 'token-sha256';

export interface EnrolledSensor {
  readonly identity: SensorIdentity;
  readonly privateKey: KeyObject;
  /** Highest number that the server had; undefined without an enrolment at this start. */
  readonly received: number | undefined;
}

export interface EnrolmentRequest {
  readonly server: string | undefined;
  readonly token: string | undefined;
}

/**
 * Enrols with a token that was not used here yet; a new enrolment gets a new key. Without one, or with one that enrolled this
 * folder before, the sensor is who it was. Throws a DeliveryError.
 */
export async function enrolledSensor(
  folder: string,
  { server, token }: EnrolmentRequest,
  options: ConnectionOptions,
): Promise<EnrolledSensor> {
  const before = readIdentity(folder);
  const hash = token === undefined ? undefined : createHash('sha256').update(token).digest('hex');
  const known = keptTokenHash(folder);
  if (before && (hash === undefined || (hash === known?.hash && known.isUsed))) {
    const identity = server === undefined ? before : { ...before, server: serverOrigin(server) };
    if (identity.server !== before.server) keepIdentity(folder, identity);
    return { identity, privateKey: keptKey(folder), received: undefined };
  }
  if (token === undefined || server === undefined || hash === undefined)
    throw new DeliveryError(
      'refused',
      'This sensor is not enrolled. Make one in the console or by POST /api/sensors, and run the command that it shows.',
    );
  const origin = serverOrigin(server);
  // The same token again, after an answer that was lost, must come with the same key.
  const privateKey = before && hash !== known?.hash ? renewKey(folder) : keptKey(folder);
  keepTokenHash(folder, hash, false);
  const { received, ...identity } = await enrol(origin, token, privateKey, options);
  keepIdentity(folder, identity);
  keepTokenHash(folder, hash, true);
  return { identity, privateKey, received };
}

function keptTokenHash(folder: string): { readonly hash: string; readonly isUsed: boolean } | undefined {
  const file = path.join(folder, TOKEN_FILE);
  if (!fs.existsSync(file)) return undefined;
  const [hash = '', used] = fs.readFileSync(file, 'utf8').trim().split(' ');
  return { hash, isUsed: used === 'used' };
}

function keepTokenHash(folder: string, hash: string, isUsed: boolean): void {
  writeDurably(path.join(folder, TOKEN_FILE), Buffer.from(`${hash} ${isUsed ? 'used' : 'offered'}\n`));
}
