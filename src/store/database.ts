/**
 * A pool of connections to the database, with the types of its tables. Everything that belongs to an organisation is read
 * and written through `asOrganisation`, where row-level security shows nothing else.
 */

import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { OrganisationDialect } from './organisation-dialect.ts';
import type { ConnectionSettings } from './postgres/connection-settings.ts';
import { RESTRICTED_ROLE } from './restricted-role.ts';
import type { Tables } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Oldest server, as `server_version_num` counts. */
const OLDEST_SERVER = 150_000;
const POOL_SIZE = 20;
/** Longest wait for a connection. */
const CONNECT_LIMIT_MS = 10_000;
const INT8 = 20;
const DATE = 1082;

/** Setting that row-level security compares with, `''` for none. */
const ORGANISATION_SETTING = 'wardlight.organisation';

/** Organisations whose views are kept; making one costs little. */
const VIEWS_LIMIT = 1_000;

/** Counts stay below 2^53, so a double holds them; sequence numbers too. A day has no time zone and stays text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === INT8) return Number;
    if (format !== 'binary' && oid === DATE) return String;
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};

export interface DatabaseOptions {
  /** Connections at most. */
  readonly connections?: number;
  /** Hears the process of the database that serves each new connection, by its id there. */
  readonly onConnection?: (processId: number) => void;
}

/** What the library knows of a connection and does not declare. */
interface ConnectedClient extends pg.PoolClient {
  readonly processID?: number | null;
}

export type OrganisationId = string;
/** What `asOrganisation` hands to its work. */
export type OrganisationTransaction = Transaction<Tables>;

interface OrganisationViews {
  readonly writing: Kysely<Tables>;
  readonly reading: Kysely<Tables>;
}

export class Database {
  readonly kysely: Kysely<Tables>;
  /** For libraries that bring their own queries. */
  readonly pool: pg.Pool;
  /** Whether the login role passes row-level security, so that it must be put down. */
  private readonly mustStepDown: boolean;
  /** The tables as each organisation sees them. */
  private readonly views = new Map<OrganisationId, OrganisationViews>();

  private constructor(pool: pg.Pool, mustStepDown: boolean) {
    this.pool = pool;
    this.mustStepDown = mustStepDown;
    this.kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  }

  /** Connects to a server by URL or by settings. Throws a StoreError. */
  static async open(
    server: string | ConnectionSettings,
    { connections = POOL_SIZE, onConnection }: DatabaseOptions = {},
  ): Promise<Database> {
    const where = typeof server === 'string' ? { connectionString: server } : server;
    const pool = new pg.Pool({
      ...where,
      types,
      max: connections,
      connectionTimeoutMillis: CONNECT_LIMIT_MS,
    });
    // An idle connection that breaks is replaced at its next use, one at work fails its query.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => {
      client.on('error', () => undefined);
      const { processID } = client as ConnectedClient;
      if (typeof processID === 'number') onConnection?.(processID);
    });
    try {
      const { rows } = await pool.query<{ version: number; strong: boolean }>(
        `select current_setting('server_version_num')::int as version, rolsuper or rolbypassrls as strong
           from pg_roles where rolname = current_user`,
      );
      const [{ version, strong } = { version: 0, strong: true }] = rows;
      if (version < OLDEST_SERVER)
        throw new StoreError('unreachable', 'The database is older than PostgreSQL 15. Use 15 or later.');
      return new Database(pool, strong);
    } catch (error) {
      await pool.end();
      if (error instanceof StoreError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new StoreError('unreachable', `No connection to the database: ${reason}`, error);
    }
  }

  /** Runs work in one transaction that sees and writes one organisation alone. Times are written as UTC. */
  async asOrganisation<Result>(
    organisation: OrganisationId,
    work: (transaction: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    return this.viewsOf(organisation).writing.transaction().execute(work);
  }

  /** The same for work that writes nothing, which the database refuses; the result does not wait for the transaction's end. */
  async readAsOrganisation<Result>(
    organisation: OrganisationId,
    work: (transaction: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    return this.viewsOf(organisation).reading.transaction().execute(work);
  }

  private viewsOf(organisation: OrganisationId): OrganisationViews {
    const known = this.views.get(organisation);
    if (known) return known;
    if (this.views.size >= VIEWS_LIMIT) this.views.clear();
    const settings = {
      ...{ timezone: 'UTC', [ORGANISATION_SETTING]: organisation },
      ...(this.mustStepDown && { role: RESTRICTED_ROLE }),
    };
    const view = (access: 'read only' | 'read write') =>
      new Kysely<Tables>({ dialect: new OrganisationDialect(this.pool, access, settings) });
    const views = { writing: view('read write'), reading: view('read only') };
    this.views.set(organisation, views);
    return views;
  }

  /** Whether the database answers. */
  async answers(): Promise<boolean> {
    return this.pool.query('select 1').then(
      () => true,
      () => false,
    );
  }

  /** A connection of its own, for COPY; give it back with `release`. */
  connect(): Promise<pg.PoolClient> {
    return this.pool.connect();
  }

  async close(): Promise<void> {
    await this.kysely.destroy();
  }
}
