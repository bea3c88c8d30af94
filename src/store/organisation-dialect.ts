/**
 * Transactions of one organisation with as few messages to the database as there can be: the settings with which row-level
 * security compares travel with the message that begins the transaction, and what only reads does not wait for its end. On a
 * busy machine each message waits for a core twice.
 */

import { CompiledQuery, type DatabaseConnection, type Driver, PostgresDialect, PostgresDriver } from 'kysely';
import pg from 'pg';

type Access = 'read only' | 'read write';

/** Begins every transaction with settings (names and values of PostgreSQL) that hold until its end. */
export class OrganisationDialect extends PostgresDialect {
  readonly #driver: () => Driver;

  constructor(pool: pg.Pool, access: Access, settings: Readonly<Record<string, string>>) {
    super({ pool });
    const set = Object.entries(settings).map(
      ([name, value]) => `set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, true)`,
    );
    // Several statements in one message are possible because none has a parameter.
    const begin = CompiledQuery.raw(`begin ${access}; select ${set.join(', ')}`);
    const Chosen = access === 'read only' ? ReadingDriver : OrganisationDriver;
    this.#driver = () => new Chosen(pool, begin);
  }

  override createDriver(): Driver {
    return this.#driver();
  }
}

class OrganisationDriver extends PostgresDriver {
  readonly #begin: CompiledQuery;

  constructor(pool: pg.Pool, begin: CompiledQuery) {
    super({ pool });
    this.#begin = begin;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(this.#begin);
    } catch (error) {
      // It may have begun before a setting was refused.
      await this.rollbackTransaction(connection).catch(() => undefined);
      throw error;
    }
  }
}

/** The connection goes back to the pool when its transaction has ended; nobody waits for that. */
class ReadingDriver extends OrganisationDriver {
  readonly #ending = new WeakMap<DatabaseConnection, Promise<void>>();

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    // Nothing was written that could be lost; a connection that broke is replaced by the pool.
    this.#ending.set(
      connection,
      super.commitTransaction(connection).catch(() => undefined),
    );
  }

  override async releaseConnection(
    connection: Parameters<PostgresDriver['releaseConnection']>[0],
  ): Promise<void> {
    const ending = this.#ending.get(connection);
    this.#ending.delete(connection);
    if (ending === undefined) await super.releaseConnection(connection);
    else void ending.then(() => super.releaseConnection(connection));
  }
}
