/** `wardlight people`: rescue on the machine itself, while the server runs or not. */

import fs from 'node:fs';
import Table from 'cli-table3';
import { configOf } from '../config/config.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import { openStore } from '../main/open-store.ts';
import type { Database } from '../store/database.ts';
import { schemaState } from '../store/migrate.ts';
import {
  inviteFromMachine,
  listEveryone,
  type MemberOfOrganisation,
  RescueError,
  resetSecondFactor,
} from '../store/rescue.ts';
import { StoreError } from '../store/store-error.ts';
import { say } from './output.ts';
import { FAILED } from './read-sources.ts';
import { NO_RULES_BETWEEN_ROWS } from './table-style.ts';

/** Lists everybody. Returns the exit status, as all commands here. */
export function listPeople({ json }: { readonly json?: boolean }): Promise<number> {
  return withDatabase(async (database) => {
    const everyone = await listEveryone(database);
    say(json ? JSON.stringify(everyone.map(personDocument), null, 2) : tableOf(everyone));
  });
}

export function resetPerson(email: string): Promise<number> {
  return withDatabase(async (database) => {
    const { name, oneTimeCodes, passkeys } = await resetSecondFactor(database, email);
    const had = [
      ...(oneTimeCodes > 0 ? ['one-time codes'] : []),
      ...(passkeys > 0 ? [`${passkeys} ${passkeys === 1 ? 'passkey' : 'passkeys'}`] : []),
    ];
    say(
      `${name} (${email}) had ${had.join(' and ') || 'no second factor'}. The next sign-in is by password alone; sessions have ended.`,
    );
  });
}

export function invitePerson(
  email: string,
  options: { readonly role: readonly string[]; readonly organisation?: string },
): Promise<number> {
  return withDatabase(async (database) => {
    const { role: roles, organisation } = options;
    const made = await inviteFromMachine(database, { email, roles, organisation });
    say(
      `${email} is invited into ${made.organisation}. This token counts once, within a week; it is not shown again:\n  ${made.token}`,
    );
  });
}

function personDocument({ organisation, name, email, roles, suspended, ...rest }: MemberOfOrganisation) {
  return {
    ...{ organisation, name, email, company: rest.company, suspended: suspended?.because ?? null },
    roles: roles.map(({ role, scope, suspendedBecause }) => ({ role, scope, suspendedBecause })),
    secondFactor: { oneTimeCodes: rest.hasOneTimeCodes, passkeys: rest.passkeys },
    lastSignInAt: rest.lastSignInAt?.toISOString() ?? null,
  };
}

function tableOf(everyone: readonly MemberOfOrganisation[]): string {
  if (everyone.length === 0) return 'Nobody has an account yet.';
  const table = new Table({
    head: ['Organisation', 'Name', 'Address', 'Roles', 'Second factor', 'Last sign-in', ''],
    chars: NO_RULES_BETWEEN_ROWS,
    style: { head: [], border: [] },
  });
  for (const person of everyone)
    table.push([
      ...[person.organisation, person.name, person.email],
      person.roles
        .map(({ role, suspendedBecause }) => (suspendedBecause === null ? role : `(${role})`))
        .join('\n'),
      [...(person.hasOneTimeCodes ? ['codes'] : []), ...(person.passkeys > 0 ? ['passkey'] : [])].join(
        ', ',
      ) || 'none',
      person.lastSignInAt?.toISOString().slice(0, 16).replace('T', ' ') ?? 'never',
      person.suspended ? 'suspended' : '',
    ]);
  return table.toString();
}

async function withDatabase(work: (database: Database) => Promise<void>): Promise<number> {
  try {
    const config = configOf(readEnvironment());
    // A mistyped folder must not become a new, empty database.
    if (config.databaseUrl === undefined && !fs.existsSync(config.dataFolder))
      throw new RescueError(
        `There is no data in ${config.dataFolder}. Set WARDLIGHT_DATA as the server has it.`,
      );
    const store = await openStore(config, { asGuest: true });
    try {
      const { pending, unknown } = await schemaState(store.database.kysely);
      if (pending.length > 0 || unknown.length > 0)
        throw new RescueError(
          'The schema is of another version. Start the server of this version once, or see `wardlight db status`.',
        );
      await work(store.database);
    } finally {
      await store.close();
    }
    return 0;
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof ConfigError || error instanceof RescueError))
      throw error;
    process.stderr.write(`wardlight: ${error.message}\n`);
    return FAILED;
  }
}
