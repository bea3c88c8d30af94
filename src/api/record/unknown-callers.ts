/**
 * Attempts of somebody who is not known here, such as a sign-in with an address that has no account. They concern every
 * organisation of the server, and say nothing of any: each gets an entry, one for each address of the network in a quarter
 * of an hour, so that nobody can fill the log from outside.
 */

import { recordAct } from '../../store/audit.ts';
import type { Database } from '../../store/database.ts';
import { allOrganisations } from '../../store/organisations.ts';
import { RecentKeys } from './recent-keys.ts';

const WINDOW_MS = 15 * 60_000;

export class UnknownCallers {
  private readonly database: Database;
  private readonly recent = new RecentKeys(WINDOW_MS);

  constructor(database: Database) {
    this.database = database;
  }

  /** Writes a refused attempt down. */
  async record(action: string, code: string, ip: string): Promise<void> {
    const key = `${action} ${code} ${ip}`;
    if (!this.recent.note(key, Date.now())) return;
    const act = {
      ...{ who: { kind: 'unknown' as const, id: null, name: null }, roles: [], action, target: null },
      ...{ result: 'refused' as const, code, reason: null, change: null, ip, session: null },
    };
    for (const organisation of await allOrganisations(this.database))
      await recordAct(this.database, organisation, act);
  }
}
