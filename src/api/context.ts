/** What every group of routes is made from. */

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { BreachedPasswords } from '../store/breached-passwords.ts';
import type { CaptureFiles } from '../store/capture-files.ts';
import type { CaptureStore } from '../store/captures.ts';
import type { Database } from '../store/database.ts';
import type { DeviceRules } from '../store/device-rows.ts';
import type { ServerMetrics } from './metrics/server-metrics.ts';
import type { RiskDesk } from './risk-desk.ts';
import type { Authentication } from './sign-in/authentication.ts';
import type { Sealing } from './sign-in/sealing.ts';
import type { ChangeStreams } from './stream/change-streams.ts';

export interface ApiContext {
  readonly database: Database;
  readonly captures: CaptureStore;
  readonly files: CaptureFiles;
  readonly authentication: Authentication;
  readonly deviceRules: DeviceRules;
  readonly changeStreams: ChangeStreams;
  readonly metrics: ServerMetrics;
  /** Seals what the database keeps for others. */
  readonly sealing: Sealing;
  /** Whether outputs may reach this machine itself. */
  readonly allowsLocalOutputs: boolean;
  readonly version: string;
  /** Where browsers reach the server. */
  readonly origin: string;
  /** A list that the operator brought. */
  readonly breachedPasswords: BreachedPasswords | undefined;
  /** Absent: nothing is known of vulnerabilities. */
  readonly riskDesk?: RiskDesk | undefined;
}

/** A group of routes, registered by its line in `routes/registry.ts`. */
export type Routes = (context: ApiContext) => FastifyPluginAsyncZod;
