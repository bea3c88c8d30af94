/** What SCIM serves: people and groups of a directory, each kind with its names, its documents and its place in the store. */

import type { Database } from '../../../store/database.ts';
import {
  addDirectoryPerson,
  changeDirectoryPerson,
  type DirectoryPerson,
  findDirectoryPerson,
  findPeople,
  type Page,
  type PersonKey,
  removeDirectoryPerson,
  type StoredPerson,
} from '../../../store/directory.ts';
import {
  addGroup,
  changeGroup,
  type DirectoryGroup,
  findGroup,
  findGroups,
  type GroupKey,
  removeGroup,
  type StoredGroup,
} from '../../../store/directory-groups.ts';
import type { Document, Shape } from './scim-patch.ts';
import {
  GROUP_SHAPE,
  groupDocument,
  groupOfDocument,
  personOfDocument,
  presentGroup,
  presentUser,
  USER_SHAPE,
  userDocument,
} from './scim-resources.ts';

/** Why the store did not take a resource. */
export type Refusal = 'taken' | 'unknown-member';

/** One kind of resource: `Facts` is what a client says of one, `Stored` what is kept. */
export interface ScimCollection<Facts, Stored extends Facts, Key extends string> {
  readonly path: 'Users' | 'Groups';
  /** How the audit log begins the names of changes. */
  readonly recordedAs: 'directory-person' | 'directory-group';
  /** Attributes that a filter may compare, in lower case. */
  readonly keys: Readonly<Record<string, Key>>;
  readonly shape: Shape;
  readonly factsOf: (document: Document) => Facts;
  readonly documentOf: (facts: Facts) => Document;
  readonly present: (stored: Stored, base: string, withMembers: boolean) => object;
  readonly list: (
    database: Database,
    organisation: string,
    search: { readonly key: Key; readonly value: string } | undefined,
    page: Page,
    withMembers: boolean,
  ) => Promise<{ readonly total: number; readonly found: readonly Stored[] }>;
  readonly find: (database: Database, organisation: string, id: string) => Promise<Stored | undefined>;
  readonly add: (
    database: Database,
    organisation: string,
    facts: Facts,
  ) => Promise<{ readonly id: string } | Refusal>;
  /** Undefined: nobody has this id. */
  readonly change: (
    database: Database,
    organisation: string,
    id: string,
    next: (present: Facts) => Facts,
  ) => Promise<'changed' | Refusal | undefined>;
  readonly remove: (database: Database, organisation: string, id: string) => Promise<boolean>;
}

export const USERS: ScimCollection<DirectoryPerson, StoredPerson, PersonKey> = {
  path: 'Users',
  recordedAs: 'directory-person',
  keys: {
    ...{ id: 'id', username: 'userName', externalid: 'externalId', displayname: 'name' },
    ...{ emails: 'email', 'emails.value': 'email' },
  },
  shape: USER_SHAPE,
  factsOf: personOfDocument,
  documentOf: userDocument,
  present: presentUser,
  async list(database, organisation, search, page) {
    const { total, people } = await findPeople(database, organisation, search, page);
    return { total, found: people };
  },
  find: findDirectoryPerson,
  add: addDirectoryPerson,
  change: changeDirectoryPerson,
  remove: removeDirectoryPerson,
};

export const GROUPS: ScimCollection<DirectoryGroup, StoredGroup, GroupKey> = {
  path: 'Groups',
  recordedAs: 'directory-group',
  keys: { id: 'id', displayname: 'name', externalid: 'externalId' },
  shape: GROUP_SHAPE,
  factsOf: groupOfDocument,
  documentOf: groupDocument,
  present: presentGroup,
  async list(database, organisation, search, page, withMembers) {
    const { total, groups } = await findGroups(database, organisation, search, page, withMembers);
    return { total, found: groups };
  },
  find: findGroup,
  add: addGroup,
  change: changeGroup,
  remove: removeGroup,
};
