/** What the server says of itself (OpenAPI 3.1): every route with its group, its permission and its problems. */

import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { PROBLEM_CODES } from './problem-codes.ts';

/** Groups by the beginning of their paths; a group without a line is called like the first part of its paths. */
const GROUPS: readonly (readonly [prefix: string, tag: string, description: string])[] = [
  ['/api/health', 'Operation', 'How the server is.'],
  ['/metrics', 'Operation', ''],
  ['/api/setup', 'People', 'Accounts, invitations, sessions, and who is who.'],
  ['/api/me', 'People', ''],
  ['/api/people', 'People', ''],
  ['/api/members', 'People', ''],
  ['/api/invitations', 'People', ''],
  ['/api/sessions', 'People', ''],
  ['/api/passkeys', 'People', ''],
  ['/api/second-factor', 'People', ''],
  ['/api/keys', 'Keys', 'Keys of programs.'],
  ['/api/sign-in-policy', 'Sign-in', 'How people sign in, and sign-on through providers.'],
  ['/api/sign-on', 'Sign-in', ''],
  ['/api/scim', 'Directory', 'SCIM 2.0: people and groups from a directory.'],
  ['/scim', 'Directory', ''],
  ['/api/permissions', 'Access', 'Roles, grants, break-glass, recertification, places.'],
  ['/api/roles', 'Access', ''],
  ['/api/grants', 'Access', ''],
  ['/api/break-glass', 'Access', ''],
  ['/api/recertifications', 'Access', ''],
  ['/api/sites', 'Access', ''],
  ['/api/units', 'Access', ''],
  ['/api/zones', 'Access', ''],
  ['/api/devices', 'Devices', 'What was found, with its evidence.'],
  ['/api/changes', 'Changes', 'What changed, in order and without gaps.'],
  ['/api/uploads', 'Captures', 'Captures on their way, and those received.'],
  ['/api/captures', 'Captures', ''],
  ['/api/sensors', 'Sensors', 'Sensors and what they deliver.'],
  ['/api/sensor', 'Sensors', ''],
  ['/api/audit', 'Audit', 'The log of what people did.'],
  [
    '/api/documents',
    'Documents',
    'Bills of materials, disclosure forms and other papers of devices and products.',
  ],
  ['/api/alerts', 'Alerts', 'What happened that somebody should look at, and how it stands.'],
  ['/api/tasks', 'Tasks', 'What somebody has to do, by when.'],
  ['/api/notices', 'Notices', 'What people must see because of their role.'],
  ['/api/webhooks', 'Outputs', 'Other systems that are told what happens.'],
  ['/api/syslog-destinations', 'Outputs', ''],
];

const INTRODUCTION = [
  'Sign in for a session cookie, or send a key: `Authorization: Bearer wl_…`.',
  'Lists come in pages: ask with `next` of a page as `cursor` for the one after it.',
  '',
  'What goes wrong is answered with a problem document (RFC 9457). Its `code` is one of these:',
  '',
  ...Object.entries(PROBLEM_CODES).map(([code, meaning]) => `- \`${code}\`: ${meaning}`),
].join('\n');

/** The name of the group of a path. */
export function tagOf(url: string): string {
  const found = GROUPS.find(([prefix]) => url === prefix || url.startsWith(`${prefix}/`));
  if (found) return found[1];
  const [part = 'other'] = url.replace(/^\/api\//, '').split('/');
  return `${part.charAt(0).toUpperCase()}${part.slice(1).replaceAll('-', ' ')}`;
}

export async function describeRoutes(server: FastifyInstance, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Wardlight',
        version,
        description: INTRODUCTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: GROUPS.filter(([, , description]) => description !== '').map(([, name, description]) => ({
        name,
        description,
      })),
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'wardlight.session_token' },
        },
      },
    },
    transform: (data) => {
      const { schema, url } = jsonSchemaTransform(data);
      const access = data.route.config?.access;
      const isOpen = access === 'public';
      return {
        url,
        schema: {
          ...schema,
          tags: [tagOf(url)],
          security: isOpen ? [] : [{ key: [] }, { session: [] }],
          ...(access !== undefined && { 'x-permission': access }),
        },
      };
    },
    transformObject: jsonSchemaTransformObject,
  });
}
