/** What the server can do, as SCIM describes it (RFC 7643 5 to 7). */

import { SCIM_PAGE_LIMIT } from '../../../contract/scim.ts';
import { GROUP_SCHEMA, USER_SCHEMA } from './scim-resources.ts';

const SCHEMA_OF = 'urn:ietf:params:scim:schemas:core:2.0';

export function serviceProviderConfig(base: string) {
  return {
    schemas: [`${SCHEMA_OF}:ServiceProviderConfig`],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: SCIM_PAGE_LIMIT },
    ...{ changePassword: { supported: false }, sort: { supported: false }, etag: { supported: false } },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Key of a directory',
        description: 'A key of kind "directory", as a bearer token (RFC 6750).',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

export function resourceTypes(base: string) {
  const type = (name: string, endpoint: string, schema: string) => ({
    ...{ schemas: [`${SCHEMA_OF}:ResourceType`], id: name, name, endpoint, schema },
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  });
  return [type('User', '/Users', USER_SCHEMA), type('Group', '/Groups', GROUP_SCHEMA)];
}

interface Attribute {
  readonly name: string;
  readonly type?: 'string' | 'boolean' | 'complex' | 'reference';
  readonly required?: true;
  readonly multiValued?: true;
  readonly readOnly?: true;
  readonly unique?: true;
  readonly subAttributes?: readonly Attribute[];
}

const USER_ATTRIBUTES: readonly Attribute[] = [
  { name: 'userName', required: true, unique: true },
  { name: 'displayName' },
  { name: 'active', type: 'boolean' },
  {
    ...{ name: 'name', type: 'complex' },
    subAttributes: [{ name: 'givenName' }, { name: 'familyName' }, { name: 'formatted' }],
  },
  {
    ...{ name: 'emails', type: 'complex', multiValued: true },
    subAttributes: [{ name: 'value' }, { name: 'type' }, { name: 'primary', type: 'boolean' }],
  },
  {
    ...{ name: 'groups', type: 'complex', multiValued: true, readOnly: true },
    subAttributes: [
      { name: 'value', readOnly: true },
      { name: 'display', readOnly: true },
    ],
  },
];

const GROUP_ATTRIBUTES: readonly Attribute[] = [
  { name: 'displayName', required: true, unique: true },
  {
    ...{ name: 'members', type: 'complex', multiValued: true },
    subAttributes: [{ name: 'value' }, { name: '$ref', type: 'reference', readOnly: true }],
  },
];

export function schemas(base: string) {
  const schema = (id: string, name: string, attributes: readonly Attribute[]) => ({
    ...{ schemas: [`${SCHEMA_OF}:Schema`], id, name },
    attributes: attributes.map(describe),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  });
  return [schema(USER_SCHEMA, 'User', USER_ATTRIBUTES), schema(GROUP_SCHEMA, 'Group', GROUP_ATTRIBUTES)];
}

function describe(attribute: Attribute): object {
  const { name, type = 'string', required, multiValued, readOnly, unique, subAttributes } = attribute;
  return {
    ...{ name, type, multiValued: multiValued ?? false, required: required ?? false, caseExact: false },
    mutability: readOnly ? 'readOnly' : 'readWrite',
    ...{ returned: 'default', uniqueness: unique ? 'server' : 'none' },
    ...(subAttributes && { subAttributes: subAttributes.map(describe) }),
  };
}
