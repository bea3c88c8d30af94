/** GET and POST /api/syslog-destinations, PATCH and DELETE /api/syslog-destinations/:id, POST …/test */

import { IdPath } from '../../contract/device.ts';
import {
  RemovedOutput,
  SyslogChange,
  SyslogDestination,
  SyslogDestinations,
  SyslogRequest,
  SyslogTest,
} from '../../contract/output.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { refusedHost } from '../../outputs/address-policy.ts';
import { addSyslogTest } from '../../store/outputs.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { OutputDesk, presentOutput } from '../output-desk.ts';

interface SyslogSettings {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly format: 'cef' | 'ocsf';
}

const present = presentOutput<SyslogSettings>;

export const syslogRoutes: Routes =
  ({ database, allowsLocalOutputs }) =>
  async (server) => {
    const desk = new OutputDesk<SyslogSettings>(database, {
      ...{ type: 'syslog', noun: 'receiver of syslog', nouns: 'receivers' },
      fullCode: 'too-many-destinations',
      refused: ({ host }) => (host === undefined ? undefined : refusedHost(host, allowsLocalOutputs)),
    });

    server.get('/api/syslog-destinations', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'Receivers of syslog, and how they go',
        response: { 200: SyslogDestinations, ...PROBLEMS },
      },
      handler: async (request) => ({
        destinations: (await desk.list(callerOfRoute(request).organisation)).map(present),
      }),
    });

    server.post('/api/syslog-destinations', {
      config: { access: 'administration:edit', stepUp: true, audit: 'syslog-destination.add' },
      schema: {
        summary: 'Send events to a receiver of syslog',
        body: SyslogRequest,
        response: { 201: SyslogDestination, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { name, kinds, fromStart, authority, ...settings } = request.body;
        const stated = { name, kinds, fromStart, authority, settings, sealedSecret: null };
        const added = await desk.add(callerOfRoute(request).organisation, stated);
        request.audited = {
          target: { kind: 'syslog-destination', id: added.id },
          change: { name, ...settings },
        };
        return reply.code(201).send(present(added));
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
        const { name, kinds, enabled, authority, ...settings } = request.body;
        const changed = { name, kinds, enabled, authority, settings };
        return present(await desk.change(callerOfRoute(request).organisation, request.params.id, changed));
      },
    });

    server.delete('/api/syslog-destinations/:id', {
      config: { access: 'administration:edit', stepUp: true, audit: 'syslog-destination.remove' },
      schema: {
        summary: 'Remove a receiver of syslog',
        params: IdPath,
        response: { 200: RemovedOutput, ...PROBLEMS },
      },
      handler: (request) => desk.remove(callerOfRoute(request).organisation, request.params.id),
    });

    server.post('/api/syslog-destinations/:id/test', {
      config: { access: 'administration:edit', audit: 'syslog-destination.test' },
      schema: {
        summary: 'Send a test event; how it went stands with the receiver',
        params: IdPath,
        response: { 202: SyslogTest, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const output = await desk.find(callerOfRoute(request).organisation, request.params.id);
        await addSyslogTest(database, output);
        return reply.code(202).send({ id: output.id });
      },
    });
  };
