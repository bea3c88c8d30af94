/** Users and groups of SCIM (RFC 7643): how they are read, shown, and described. */

import type { DirectoryPerson, StoredPerson } from '../../../store/directory.ts';
import type { DirectoryGroup, StoredGroup } from '../../../store/directory-groups.ts';
import { ScimError } from './scim-error.ts';
import { type Document, LIST_LIMIT, type Shape, type Value } from './scim-patch.ts';

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const TEXT_LIMIT = 200;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export const USER_SHAPE: Shape = {
  ...{ userName: 'simple', externalId: 'simple', displayName: 'simple', active: 'simple' },
  name: { complex: ['givenName', 'familyName', 'formatted'] },
  emails: { list: ['value', 'type', 'primary'] },
};

export const GROUP_SHAPE: Shape = {
  ...{ displayName: 'simple', externalId: 'simple' },
  members: { list: ['value', 'display', 'type'] },
};

/** What a directory may change of somebody, as a document. */
export function userDocument({
  userName,
  externalId,
  givenName,
  familyName,
  name,
  email,
  active,
}: DirectoryPerson): Document {
  return {
    ...{ userName, active, displayName: name },
    ...(externalId !== null && { externalId }),
    name: {
      ...(givenName !== null && { givenName }),
      ...(familyName !== null && { familyName }),
    },
    emails: [{ value: email, type: 'work', primary: true }],
  };
}

/** Throws a ScimError when a document says too little, or things of a wrong kind. */
export function personOfDocument(document: Document): DirectoryPerson {
  const userName = requiredText(document, 'userName');
  const names = membersOf(document['name']);
  const givenName = textIn(names, 'givenName');
  const familyName = textIn(names, 'familyName');
  const parts = [givenName, familyName].filter((part) => part !== null).join(' ');
  const email = primaryEmail(document['emails']) ?? userName;
  if (!EMAIL.test(email))
    throw new ScimError(400, 'invalidValue', 'An e-mail address is needed, in emails or as userName.');
  return {
    ...{
      userName,
      externalId: textIn(document, 'externalId'),
      givenName,
      familyName,
      email: email.toLowerCase(),
    },
    name: textIn(document, 'displayName') ?? textIn(names, 'formatted') ?? (parts === '' ? userName : parts),
    active: flagIn(document, 'active', true),
  };
}

export function groupDocument({ name, externalId, members }: DirectoryGroup): Document {
  return {
    ...{ displayName: name, members: members.map((value) => ({ value })) },
    ...(externalId !== null && { externalId }),
  };
}

/** Throws a ScimError, as `personOfDocument` does. */
export function groupOfDocument(document: Document): DirectoryGroup {
  const members = (listIn(document['members']) ?? []).map((member) => {
    const { value } = membersOf(member);
    if (typeof value === 'string' && value !== '') return value;
    throw new ScimError(400, 'invalidValue', 'A member needs a value: the id of a user.');
  });
  if (members.length > LIST_LIMIT)
    throw new ScimError(400, 'tooMany', `A group has at most ${LIST_LIMIT} members.`);
  return { name: requiredText(document, 'displayName'), externalId: textIn(document, 'externalId'), members };
}

export function presentUser(person: StoredPerson, base: string) {
  const { id, groups, madeAt, changedAt } = person;
  return {
    ...{ schemas: [USER_SCHEMA], id, ...userDocument(person) },
    groups: groups.map((group) => ({
      ...{ value: group.id, display: group.name, $ref: `${base}/Groups/${group.id}` },
    })),
    meta: metaOf('User', `${base}/Users/${id}`, madeAt, changedAt),
  };
}

export function presentGroup(group: StoredGroup, base: string, withMembers: boolean) {
  const { id, madeAt, changedAt, members } = group;
  const { members: _plain, ...facts } = groupDocument(group);
  return {
    ...{ schemas: [GROUP_SCHEMA], id, ...facts },
    ...(withMembers && { members: members.map((value) => ({ value, $ref: `${base}/Users/${value}` })) }),
    meta: metaOf('Group', `${base}/Groups/${id}`, madeAt, changedAt),
  };
}

function metaOf(resourceType: string, location: string, madeAt: Date, changedAt: Date) {
  return { resourceType, created: madeAt.toISOString(), lastModified: changedAt.toISOString(), location };
}

function primaryEmail(emails: Value | undefined): string | undefined {
  const listed = (listIn(emails) ?? []).map(membersOf);
  const first = listed.find(({ primary }) => primary === true || primary === 'true') ?? listed[0];
  const value = first && textIn(first, 'value');
  return value ?? undefined;
}

function requiredText(document: Document, name: string): string {
  const text = textIn(document, name);
  if (text === null) throw new ScimError(400, 'invalidValue', `${name} is needed.`);
  return text;
}

/** Null for what is absent or empty. */
function textIn(document: Document, name: string): string | null {
  const value = document[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length > TEXT_LIMIT)
    throw new ScimError(400, 'invalidValue', `${name} is a text of at most ${TEXT_LIMIT} characters.`);
  return value.trim() === '' ? null : value.trim();
}

/** Some directories write flags as texts. */
function flagIn(document: Document, name: string, absent: boolean): boolean {
  const value = document[name];
  if (value === undefined || value === null) return absent;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  throw new ScimError(400, 'invalidValue', `${name} is true or false.`);
}

function membersOf(value: Value | undefined): Document {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Document;
  throw new ScimError(400, 'invalidValue', 'An attribute with members is an object.');
}

function listIn(value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value as readonly Value[];
  throw new ScimError(400, 'invalidValue', 'An attribute with several values is a list.');
}
