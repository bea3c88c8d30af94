/** GET and POST /api/syslog-destinations, PATCH and DELETE /api/syslog-destinations/:id */

import { IdPath } from '../../contract/device.ts';
import {
  RemovedOutput,
  SyslogChange,
  SyslogDestination,
  SyslogDestinations,
  SyslogRequest,
} from '../../contract/output.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { refusedHost } from '../../outputs/address-policy.ts';
import {
  addOutput,
  changeOutput,
  findOutput,
  listOutputs,
  removeOutput,
  type StoredOutput,
} from '../../store/outputs.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { courseOf, requireAuthority } from '../output-rules.ts';
import { notFound, ProblemError } from '../problem.ts';

interface SyslogSettings {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly format: 'cef' | 'ocsf';
  readonly authority?: string;
}

export const syslogRoutes: Routes =
  ({ database, allowsLocalOutputs }) =>
  async (server) => {
    const requireHost = (host: string) => {
      const why = refusedHost(host, allowsLocalOutputs);
      if (why !== undefined) throw new ProblemError(400, 'address-refused', why);
    };

    server.get('/api/syslog-destinations', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'Receivers of syslog, and how they go',
        response: { 200: SyslogDestinations, ...PROBLEMS },
      },
      handler: async (request) => {
        const found = await listOutputs(database, callerOfRoute(request).organisation, 'syslog');
        return { destinations: found.map(presentDestination) };
      },
    });

    server.post('/api/syslog-destinations', {
      config: { access: 'administration:edit', stepUp: true, audit: 'syslog-destination.add' },
      schema: {
        summary: 'Send events to a receiver of syslog',
        body: SyslogRequest,
        response: { 201: SyslogDestination, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { name, kinds, fromStart, authority, ...receiver } = request.body;
        requireHost(receiver.host);
        requireAuthority(authority);
        const added = await addOutput(database, callerOfRoute(request).organisation, {
          ...{ type: 'syslog', name, kinds: [...new Set(kinds)], fromStart, sealedSecret: null },
          settings: { ...receiver, ...(authority !== null && { authority }) },
        });
        if (added === 'full')
          throw new ProblemError(
            409,
            'too-many-destinations',
            'There are too many receivers. Remove one first.',
          );
        request.audited = {
          target: { kind: 'syslog-destination', id: added.id },
          change: { name, ...receiver },
        };
        return reply.code(201).send(presentDestination(added));
      },
    });

    server.patch('/api/syslog-destinations/:id', {
      config: { access: 'administration:edit', stepUp: true, audit: 'syslog-destination.change' },
      schema: {
        summary: 'Change a receiver of syslog, or switch it off or on',
        params: IdPath,
        body: SyslogChange,
        response: { 200: SyslogDestination, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        const { id } = request.params;
        const { name, kinds, enabled, authority, ...receiver } = request.body;
        const found = await findOutput(database, organisation, 'syslog', id);
        if (!found) throw notFound('receiver of syslog');
        if (receiver.host !== undefined) requireHost(receiver.host);
        requireAuthority(authority ?? null);
        const { authority: known, ...kept } = found.settings as SyslogSettings;
        const nextAuthority = authority === undefined ? known : (authority ?? undefined);
        const changed = await changeOutput(database, organisation, 'syslog', id, {
          ...{ name, kinds, enabled },
          settings: {
            ...{ ...kept, ...receiver },
            ...(nextAuthority !== undefined && { authority: nextAuthority }),
          },
        });
        if (!changed) throw notFound('receiver of syslog');
        return presentDestination(changed);
      },
    });

    server.delete('/api/syslog-destinations/:id', {
      config: { access: 'administration:edit', stepUp: true, audit: 'syslog-destination.remove' },
      schema: {
        summary: 'Remove a receiver of syslog',
        params: IdPath,
        response: { 200: RemovedOutput, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = request.params;
        if (!(await removeOutput(database, callerOfRoute(request).organisation, 'syslog', id)))
          throw notFound('receiver of syslog');
        return { id };
      },
    });
  };

function presentDestination(output: StoredOutput) {
  const { host, port, transport, format, authority } = output.settings as SyslogSettings;
  return { ...courseOf(output), host, port, transport, format, authority: authority ?? null };
}
