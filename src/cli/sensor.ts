/** `wardlight sensor`: listens until it is told to stop. `wardlight sensor status`: how it is. */

import fs from 'node:fs';
import path from 'node:path';
import { type Config, configOf } from '../config/config.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import { DeliveryError } from '../delivery/delivery-error.ts';
import { readIdentity } from '../delivery/sensor-identity.ts';
import { readStatus } from '../delivery/sensor-status.ts';
import { lookIntoSpool } from '../delivery/spool.ts';
import { runSensor, spoolFolder } from '../main/run-sensor.ts';
import { type SensorSource, SensorSourceError } from '../main/sensor-source.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';
import { renderSensorStatus } from './render-sensor-status.ts';

export interface SensorCommandOptions {
  readonly server?: string;
  readonly enrol?: string;
  readonly interface?: string;
  readonly follow?: string;
  readonly every?: number;
  readonly spool?: number;
  readonly data?: string;
  readonly ca?: string;
}

const PERIOD_SECONDS = 30;
const LONGEST_PERIOD_SECONDS = 3_600;
const SPOOL_MEGABYTES = 512;

/** Runs the command; returns the exit status. */
export async function runSensorCommand(
  paths: readonly string[],
  options: SensorCommandOptions,
  version: string,
): Promise<number> {
  const source = sourceOf(paths, options);
  if (!source)
    return refuse('name one thing to listen to: --interface NAME, --follow FOLDER, or capture files', MISUSED)
      .status;
  const periodSeconds = options.every ?? PERIOD_SECONDS;
  if (periodSeconds < 1 || periodSeconds > LONGEST_PERIOD_SECONDS)
    return refuse(`--every takes 1 to ${LONGEST_PERIOD_SECONDS} seconds`, MISUSED).status;
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.on('SIGINT', abort).on('SIGTERM', abort);
  try {
    const config = configOf(readEnvironment());
    await runSensor(
      {
        ...{ folder: sensorFolder(config, options), server: options.server, token: options.enrol, version },
        authority: options.ca === undefined ? undefined : fs.readFileSync(options.ca, 'utf8'),
        ...{ source, periodSeconds, maxFlowSlots: config.maxFlowSlots },
        spoolLimit: (options.spool ?? SPOOL_MEGABYTES) * 1e6,
      },
      stop.signal,
      (sentence) => process.stderr.write(`${sentence}\n`),
    );
    return 0;
  } catch (error) {
    return explained(error, options);
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}

/** Prints what the sensor in the folder says of itself; returns the exit status. */
export function showSensorStatus(options: SensorCommandOptions): number {
  try {
    const folder = sensorFolder(configOf(readEnvironment()), options);
    const identity = readIdentity(folder);
    if (!identity) return refuse(`no sensor was enrolled in ${folder}`, FAILED).status;
    const spool = lookIntoSpool(spoolFolder(folder, identity.sensor));
    const status = readStatus(folder);
    const isRunning = status !== undefined && isAlive(status.pid);
    process.stdout.write(renderSensorStatus({ identity, spool, status, isRunning, now: Date.now() }));
    return 0;
  } catch (error) {
    return explained(error, options);
  }
}

function sensorFolder({ dataFolder }: Config, { data }: SensorCommandOptions): string {
  return data ?? path.join(dataFolder, 'sensor');
}

/** Undefined unless exactly one kind of source is named. */
function sourceOf(paths: readonly string[], options: SensorCommandOptions): SensorSource | undefined {
  const sources: SensorSource[] = [];
  if (options.interface !== undefined) sources.push({ kind: 'interface', name: options.interface });
  if (options.follow !== undefined) sources.push({ kind: 'folder', path: options.follow });
  if (paths.length > 0) sources.push({ kind: 'files', paths });
  return sources.length === 1 ? sources[0] : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function explained(error: unknown, { ca }: SensorCommandOptions): number {
  if (error instanceof ConfigError) return refuse(error.message, MISUSED).status;
  if (error instanceof SensorSourceError)
    return refuse(error.message, error.code === 'not-a-capture' ? MISUSED : FAILED).status;
  if (error instanceof DeliveryError) return refuse(error.message, FAILED).status;
  if (error instanceof Error && 'path' in error && error.path === ca && ca !== undefined)
    return refuse(`${ca} cannot be read: ${error.message}`, MISUSED).status;
  throw error;
}
