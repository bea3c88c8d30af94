/** What a sensor says of itself in its folder, for `wardlight sensor status` and whoever stands before it. */

import fs from 'node:fs';
import path from 'node:path';

const STATUS_FILE = 'status.json';

export interface SensorStatus {
  readonly pid: number;
  readonly startedAt: string;
  readonly updatedAt: string;
  /** `interface eth1`. */
  readonly source: string;
  /** Why nothing is captured. */
  readonly problem: string | null;
  readonly devices: number;
  /** Of the last period. */
  readonly packets: number;
  readonly seconds: number;
  readonly dropped: number | null;
  readonly lastPacketAt: string | null;
  readonly lastDelivered: { readonly sequence: number; readonly at: string } | null;
  readonly lastError: { readonly at: string; readonly message: string } | null;
}

/** Undefined when no sensor has run in the folder, or its status cannot be read. */
export function readStatus(folder: string): SensorStatus | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, STATUS_FILE), 'utf8')) as SensorStatus;
  } catch {
    return undefined;
  }
}

/** Not forced to disk: it is news, and no record. A disk that is full is no reason to stop. */
export function writeStatus(folder: string, status: SensorStatus): void {
  const file = path.join(folder, STATUS_FILE);
  try {
    fs.writeFileSync(`${file}.new`, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(`${file}.new`, file);
  } catch {
    fs.rmSync(`${file}.new`, { force: true });
  }
}
