/** GET /api/advisories, GET /api/advisories/:feed/:document, GET /api/advisories/:feed/:document/devices */

import {
  Advisories,
  AdvisoriesQuery,
  Advisory,
  AdvisoryDevices,
  AdvisoryDevicesQuery,
  AdvisoryPath,
  AdvisoryQuery,
} from '../../contract/advisory.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { concernedDevices, countStandings } from '../../store/findings.ts';
import type { Routes } from '../context.ts';
import { readerOf } from '../devices/read-filter.ts';
import { feedsOf, presentConcerned } from '../present-findings.ts';
import { notFound } from '../problem.ts';
import type { AdvisoryOpinion } from '../risk-desk.ts';

export const advisoryRoutes: Routes =
  ({ database, riskDesk }) =>
  async (server) => {
    server.get('/api/advisories', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Documents of the feeds whose names begin like a text',
        querystring: AdvisoriesQuery,
        response: { 200: Advisories, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = readerOf(request, 'risk:view');
        const { hasData } = await feedsOf(riskDesk, organisation);
        const { text, limit } = request.query;
        return { hasData, advisories: [...((await riskDesk?.advisories(organisation, text, limit)) ?? [])] };
      },
    });

    server.get('/api/advisories/:feed/:document', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'One document of the feeds as it was read',
        params: AdvisoryPath,
        querystring: AdvisoryQuery,
        response: { 200: Advisory, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = readerOf(request, 'risk:view');
        const found = await riskDesk?.advisory(organisation, { ...request.params, ...request.query });
        if (!found) throw notFound('advisory');
        return found;
      },
    });

    server.get('/api/advisories/:feed/:document/devices', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Devices that a document speaks of, by its word alone, the worst first',
        params: AdvisoryPath,
        querystring: AdvisoryDevicesQuery,
        response: { 200: AdvisoryDevices, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, selection } = readerOf(request, 'risk:view');
        const { publisher, limit } = request.query;
        const address = { ...request.params, publisher };
        const found = await riskDesk?.advisoryOpinions(organisation, selection, address);
        if (!found) throw notFound('advisory');
        const { opinions, cves, isComplete } = found;
        const products = opinions.map(({ product }) => product);
        const stored = await database.readAsOrganisation(organisation, async (transaction) => ({
          counts: await countStandings(transaction, selection, { cves, products }),
          devices: await concernedDevices(transaction, selection, { cves, products, limit }),
        }));
        const byProduct = new Map(opinions.map((opinion) => [opinion.product, opinion]));
        const devices = stored.devices.flatMap((row) => {
          const opinion = byProduct.get(row.product);
          if (!opinion) return [];
          const { device, label, address: at, category, site, group, score } = presentConcerned(row);
          const { standing, because } = opinion;
          return {
            ...{ device, label, address: at, category, site, group, score, standing, because },
            vulnerabilities: [...opinion.cves],
          };
        });
        const total = opinions.reduce((sum, opinion) => sum + opinion.devices, 0);
        return {
          counts: { ...countsOf(opinions), notCompared: stored.counts.notCompared },
          ...{ isComplete, devices, more: Math.max(0, total - devices.length) },
        };
      },
    });
  };

function countsOf(opinions: readonly AdvisoryOpinion[]) {
  const of = (standing: AdvisoryOpinion['standing']) =>
    opinions.reduce((sum, opinion) => sum + (opinion.standing === standing ? opinion.devices : 0), 0);
  return {
    affected: of('affected'),
    cannotTell: of('cannot-tell'),
    fixed: of('fixed'),
    notAffected: of('not-affected'),
  };
}
