/** What routes do with outputs, webhooks and syslog receivers alike: list, find, add, change, remove, with the same refusals. */

import { X509Certificate } from 'node:crypto';
import type { Database } from '../store/database.ts';
import { isDemonstration } from '../store/demonstrations.ts';
import {
  addOutput,
  changeOutput,
  findOutput,
  listOutputs,
  type OutputChange,
  removeOutput,
  type StoredOutput,
} from '../store/outputs.ts';
import { invalidRequest, notFound, ProblemError } from './problem.ts';

/** What sets one kind of outputs apart. */
interface OutputKindOf<Settings extends object> {
  readonly type: StoredOutput['type'];
  /** For people: "webhook". */
  readonly noun: string;
  /** For people: "webhooks". */
  readonly nouns: string;
  readonly fullCode: 'too-many-webhooks' | 'too-many-destinations';
  /** Why nothing may be sent there; undefined when it may. */
  readonly refused: (settings: Partial<Settings>) => string | undefined;
}

interface Authority {
  /** Certificates of a private authority; absent for those that the system knows. */
  readonly authority?: string;
}

interface NewOutput<Settings> {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly fromStart: boolean;
  readonly settings: Settings;
  readonly authority: string | null;
  readonly sealedSecret: string | null;
}

/** What is undefined stays. */
type ChangedOutput<Settings> = Omit<OutputChange, 'settings'> & {
  readonly settings: { readonly [Name in keyof Settings]?: Settings[Name] | undefined };
  readonly authority: string | null | undefined;
};

export class OutputDesk<Settings extends object> {
  readonly #database: Database;
  readonly #kind: OutputKindOf<Settings>;

  constructor(database: Database, kind: OutputKindOf<Settings>) {
    this.#database = database;
    this.#kind = kind;
  }

  list(organisation: string): Promise<readonly StoredOutput[]> {
    return listOutputs(this.#database, organisation, this.#kind.type);
  }

  /** Throws a ProblemError when there is none such. */
  async find(organisation: string, id: string): Promise<StoredOutput> {
    return this.#present(await findOutput(this.#database, organisation, this.#kind.type, id));
  }

  /** Throws a ProblemError when nothing may be sent there, or there are too many. */
  async add(
    organisation: string,
    { settings, authority, kinds, ...stated }: NewOutput<Settings>,
  ): Promise<StoredOutput> {
    const { type, nouns, fullCode } = this.#kind;
    if (await isDemonstration(this.#database, organisation))
      throw new ProblemError(
        409,
        'demonstration',
        'This is the demonstration hospital: other systems are told nothing of what is invented.',
      );
    this.#requireAllowed(settings, authority);
    const added = await addOutput(this.#database, organisation, {
      ...{ ...stated, type, kinds: [...new Set(kinds)] },
      settings: { ...settings, ...(authority !== null && { authority }) },
    });
    if (added === 'full')
      throw new ProblemError(409, fullCode, `There are too many ${nouns}. Remove one first.`);
    return added;
  }

  /** Throws a ProblemError when there is none such, or nothing may be sent there. */
  async change(
    organisation: string,
    id: string,
    { settings, authority, ...rest }: ChangedOutput<Settings>,
  ): Promise<StoredOutput> {
    const found = await this.find(organisation, id);
    const given = Object.entries(settings).filter(([, value]) => value !== undefined);
    const stated = Object.fromEntries(given) as Partial<Settings>;
    this.#requireAllowed(stated, authority ?? null);
    const { authority: known, ...kept } = found.settings as Authority;
    const next = authority === undefined ? known : (authority ?? undefined);
    const changed = await changeOutput(this.#database, organisation, this.#kind.type, id, {
      ...rest,
      settings: { ...kept, ...stated, ...(next !== undefined && { authority: next }) },
    });
    return this.#present(changed);
  }

  /** Throws a ProblemError when there is none such. */
  async remove(organisation: string, id: string): Promise<{ readonly id: string }> {
    if (!(await removeOutput(this.#database, organisation, this.#kind.type, id)))
      throw notFound(this.#kind.noun);
    return { id };
  }

  #present(output: StoredOutput | undefined): StoredOutput {
    if (!output) throw notFound(this.#kind.noun);
    return output;
  }

  #requireAllowed(settings: Partial<Settings>, authority: string | null): void {
    const why = this.#kind.refused(settings);
    if (why !== undefined) throw new ProblemError(400, 'address-refused', why);
    requireAuthority(authority);
  }
}

/** An output with its settings and how it goes, as every kind shows it. */
export function presentOutput<Settings extends object>(output: StoredOutput) {
  const { id, name, kinds, enabled, sent, dropped, lastSentAt, failingSince, lastError, madeAt } = output;
  const { authority, ...settings } = output.settings as Settings & Authority;
  return {
    ...{ id, name, kinds: [...kinds], enabled, sent, dropped, lastError },
    ...{ ...settings, authority: authority ?? null },
    lastSentAt: lastSentAt?.toISOString() ?? null,
    failingSince: failingSince?.toISOString() ?? null,
    madeAt: madeAt.toISOString(),
  };
}

/** Throws a ProblemError unless a text is certificates, or null. */
function requireAuthority(text: string | null): void {
  if (text === null) return;
  try {
    new X509Certificate(text);
  } catch {
    throw invalidRequest('The authority must be certificates as PEM.');
  }
}
