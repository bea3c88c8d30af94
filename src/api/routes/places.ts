/** GET and PATCH /api/organisation; sites, their units and network zones: GET, POST, PATCH, DELETE */

import { IdPath } from '../../contract/device.ts';
import {
  Organisation,
  OrganisationChange,
  PlaceMade,
  PlaceRequest,
  Sites,
  ZoneChange,
  ZoneRequest,
  Zones,
} from '../../contract/place.ts';
import { NoContent, PROBLEMS } from '../../contract/problem.ts';
import { changeOrganisation, organisationSettings } from '../../store/organisations.ts';
import {
  addSite,
  addUnit,
  addZone,
  changePlace,
  listSites,
  listZones,
  PLACES_LIMIT,
  type PlaceKind,
  type PlaceMade as PlaceOutcome,
  type PlaceRefusal,
  removePlace,
} from '../../store/places.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { notFound, ProblemError } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';

export const placeRoutes: Routes =
  ({ database }) =>
  async (server) => {
    const settingsOf = async (id: string) => ({ id, ...(await organisationSettings(database, id)) });

    server.get('/api/organisation', {
      config: { access: 'signed-in' },
      schema: { summary: 'Settings of the organisation', response: { 200: Organisation, ...PROBLEMS } },
      handler: (request) => settingsOf(callerOfRoute(request).organisation),
    });

    server.patch('/api/organisation', {
      config: { access: 'administration:edit', audit: 'organisation.change' },
      schema: {
        summary: 'Change settings of the organisation',
        body: OrganisationChange,
        response: { 200: Organisation, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        const target = { kind: 'organisation', id: organisation };
        request.audited = { target, change: changeOf(request.body) };
        await changeOrganisation(database, organisation, request.body);
        return settingsOf(organisation);
      },
    });

    server.get('/api/sites', {
      config: { access: 'signed-in' },
      schema: { summary: 'Sites with their units, by name', response: { 200: Sites, ...PROBLEMS } },
      handler: async (request) => {
        const sites = await listSites(database, callerOfRoute(request).organisation);
        return { sites: sites.map((site) => ({ ...site, units: [...site.units] })) };
      },
    });

    server.get('/api/zones', {
      config: { access: 'administration:view' },
      schema: { summary: 'Network zones with their subnets', response: { 200: Zones, ...PROBLEMS } },
      handler: async (request) => {
        const zones = await listZones(database, callerOfRoute(request).organisation);
        return {
          zones: zones.map(({ siteId: site, subnets, ...zone }) => ({
            ...zone,
            site,
            subnets: [...subnets],
          })),
        };
      },
    });

    server.post('/api/sites', {
      config: { access: 'administration:edit', audit: 'site.make' },
      schema: { summary: 'Add a site', body: PlaceRequest, response: { 201: PlaceMade, ...PROBLEMS } },
      handler: async (request, reply) => {
        const { organisation } = callerOfRoute(request);
        const { id } = made(await addSite(database, organisation, request.body.name));
        request.audited = { target: { kind: 'site', id }, change: changeOf(request.body) };
        return reply.code(201).send({ id });
      },
    });

    server.post('/api/sites/:id/units', {
      config: { access: 'administration:edit', audit: 'unit.make' },
      schema: {
        summary: 'Add a unit (ward or department) of a site',
        params: IdPath,
        body: PlaceRequest,
        response: { 201: PlaceMade, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { organisation } = callerOfRoute(request);
        const outcome = await addUnit(database, organisation, request.params.id, request.body.name);
        const { id } = made(outcome);
        request.audited = { target: { kind: 'unit', id }, change: changeOf(request.body) };
        return reply.code(201).send({ id });
      },
    });

    server.post('/api/sites/:id/zones', {
      config: { access: 'administration:edit', audit: 'zone.make' },
      schema: {
        summary: 'Add a network zone of a site',
        params: IdPath,
        body: ZoneRequest,
        response: { 201: PlaceMade, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { organisation } = callerOfRoute(request);
        const { name, subnets } = request.body;
        const outcome = await addZone(database, organisation, request.params.id, name, subnets);
        const { id } = made(outcome);
        request.audited = { target: { kind: 'zone', id }, change: changeOf(request.body) };
        return reply.code(201).send({ id });
      },
    });

    for (const [kind, words, body] of [
      ['site', 'a site', PlaceRequest],
      ['unit', 'a unit', PlaceRequest],
      ['zone', 'a network zone', ZoneChange],
    ] as const) {
      server.patch(`/api/${kind}s/:id`, {
        config: { access: 'administration:edit', audit: `${kind}.change` },
        schema: {
          summary: `Change ${words}`,
          params: IdPath,
          body,
          response: { 204: NoContent, ...PROBLEMS },
        },
        handler: async (request, reply) => {
          const { organisation } = callerOfRoute(request);
          const { id } = request.params;
          request.audited = { change: changeOf(request.body) };
          const refusal = await changePlace(database, organisation, kind, id, request.body);
          if (refusal) throw problemOf(refusal, kind);
          return reply.code(204).send(null);
        },
      });

      server.delete(`/api/${kind}s/:id`, {
        config: { access: 'administration:edit', audit: `${kind}.remove` },
        schema: { summary: `Remove ${words}`, params: IdPath, response: { 204: NoContent, ...PROBLEMS } },
        handler: async (request, reply) => {
          const { organisation } = callerOfRoute(request);
          const refusal = await removePlace(database, organisation, kind, request.params.id);
          if (refusal) throw problemOf(refusal, kind);
          return reply.code(204).send(null);
        },
      });
    }
  };

function made(outcome: PlaceOutcome): { id: string } {
  if ('refusal' in outcome) throw problemOf(outcome.refusal, 'site');
  return { id: outcome.id };
}

const CONFLICTS: Readonly<Record<Exclude<PlaceRefusal, 'not-found'>, string>> = {
  'name-taken': 'Another one has this name. Choose another name.',
  'subnet-taken': 'Another zone has one of these subnets. A subnet is in one zone.',
  'in-use': 'A role, a grant or an invitation is about this place. Change those first.',
  'too-many': `There are ${PLACES_LIMIT} of these, which is the most.`,
};

function problemOf(refusal: PlaceRefusal, kind: PlaceKind): ProblemError {
  return refusal === 'not-found' ? notFound(kind) : new ProblemError(409, refusal, CONFLICTS[refusal]);
}
