/** GET /api/vulnerabilities, GET /api/vulnerabilities/:cve, GET /api/vulnerabilities/:cve/devices, GET /api/affected */

import type { FastifyRequest } from 'fastify';
import { isEverySelected } from '../../access/device-selection.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { CvePath, LISTED_LIMIT } from '../../contract/verdict.ts';
import {
  Affected,
  AffectedQuery,
  ConcernedDevices,
  ConcernedQuery,
  Vulnerabilities,
  VulnerabilitiesQuery,
  VulnerabilityDetail,
} from '../../contract/vulnerability.ts';
import { askedVulnerabilities } from '../../store/asked-vulnerabilities.ts';
import type { VulnerabilityView } from '../../store/counted-vulnerabilities.ts';
import type { OrganisationId } from '../../store/database.ts';
import { threatHistory } from '../../store/feeds-state.ts';
import { decisionsOnVulnerability } from '../../store/finding-decisions.ts';
import { concernedDevices, countStandings, type StandingCounts } from '../../store/findings.ts';
import {
  countVulnerabilities,
  findVulnerability,
  type ListedVulnerability,
  listVulnerabilities,
  vulnerabilityHistory,
} from '../../store/vulnerabilities.ts';
import type { Routes } from '../context.ts';
import { readerOf } from '../devices/read-filter.ts';
import {
  feedsOf,
  oneDecimal,
  presentConcerned,
  presentDecision,
  presentVulnerability,
  scoreOrNull,
} from '../present-findings.ts';
import { invalidRequest, notFound, type ProblemError } from '../problem.ts';
import type { Explanation } from '../risk-desk.ts';

/** Days of history of EPSS. */
const DAYS_LIMIT = 800;

export const vulnerabilityRoutes: Routes =
  ({ database, riskDesk }) =>
  async (server) => {
    server.get('/api/vulnerabilities', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Vulnerabilities of the house, ranked',
        querystring: VulnerabilitiesQuery,
        response: { 200: Vulnerabilities, ...PROBLEMS },
      },
      handler: async (request) => {
        const { cursor, ...query } = request.query;
        const after = cursor === undefined ? undefined : parseCursor(cursor);
        const { organisation, view } = await viewOf(request);
        const { hasData, caveats } = await feedsOf(riskDesk, organisation);
        const { rows, groups } = await database.readAsOrganisation(organisation, async (transaction) => ({
          rows: await listVulnerabilities(transaction, view, { ...query, after }),
          groups: await countVulnerabilities(transaction, view),
        }));
        const last = rows.length < query.limit ? undefined : rows.at(-1);
        return {
          ...{ hasData, caveats: [...caveats], groups },
          vulnerabilities: rows.map(presentVulnerability),
          next: last ? `${last.value}~${last.cve}` : null,
        };
      },
    });

    server.get('/api/vulnerabilities/:cve', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'What a vulnerability means here, and why',
        params: CvePath,
        response: { 200: VulnerabilityDetail, ...PROBLEMS },
      },
      handler: async (request) => {
        const cve = nameOf(request.params.cve);
        const { organisation, view } = await viewOf(request);
        const { selection } = view;
        const feeds = await feedsOf(riskDesk, organisation);
        const words = await riskDesk?.describe(organisation, cve);
        const stored = await database.readAsOrganisation(organisation, async (transaction) => ({
          here: await findVulnerability(transaction, view, cve),
          counts: await countStandings(transaction, selection, { cves: [cve] }),
          worst: (await concernedDevices(transaction, selection, { cves: [cve], limit: 1 }))[0],
          // How it stood in the whole house is nothing for who sees a part of it.
          history: isEverySelected(selection)
            ? await vulnerabilityHistory(transaction, cve, LISTED_LIMIT)
            : [],
          decisions: await decisionsOnVulnerability(transaction, selection, cve, LISTED_LIMIT),
        }));
        if (!words && !stored.here) throw notFound('vulnerability');
        const worst =
          stored.worst && (await riskDesk?.explainFinding(organisation, stored.worst.device, cve));
        const days = await threatHistory(database, cve, DAYS_LIMIT);
        return {
          ...{ cve, hasData: feeds.hasData, caveats: [...feeds.caveats], isKnown: words !== undefined },
          here: stored.here ? presentVulnerability(stored.here) : null,
          counts: countsOf(stored.counts),
          description: words?.description ?? null,
          meaning: meaningOf(stored.here, stored.counts, worst),
          worst: worst ?? null,
          sources: [...(words?.sources ?? [])],
          history: stored.history.map(({ at, rank, score, band, causes }) => ({
            ...{ at: at.toISOString(), rank, score: scoreOrNull(score), band, causes: [...causes] },
          })),
          outlook: days.map(({ day, epss, knownExploited }) => ({
            ...{ day, epss: epss === null ? null : Number(epss.toPrecision(6)), knownExploited },
          })),
          decisions: stored.decisions.map(presentDecision),
        };
      },
    });

    server.get('/api/vulnerabilities/:cve/devices', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Devices with a finding of a vulnerability, the worst first',
        params: CvePath,
        querystring: ConcernedQuery,
        response: { 200: ConcernedDevices, ...PROBLEMS },
      },
      handler: async (request) => {
        const { standing, cursor, limit } = request.query;
        const parsed = cursor === undefined ? undefined : parseCursor(cursor);
        if (parsed && !/^[0-9a-f-]{36}$/.test(parsed.cve)) throw badCursor();
        const after = parsed && { score: parsed.value, device: parsed.cve };
        const cve = nameOf(request.params.cve);
        const { organisation, view } = await viewOf(request);
        const { devices, isHere } = await database.readAsOrganisation(organisation, async (transaction) => ({
          devices: await concernedDevices(transaction, view.selection, {
            ...{ cves: [cve], standing, after, limit },
          }),
          isHere: (await findVulnerability(transaction, view, cve)) !== undefined,
        }));
        // An empty list of what nobody has heard of would read as an all-clear.
        if (!isHere && !(await riskDesk?.describe(organisation, cve))) throw notFound('vulnerability');
        const last = devices.length < limit ? undefined : devices.at(-1);
        return {
          devices: devices.map(presentConcerned),
          next: last ? `${last.score ?? 0}~${last.device}` : null,
        };
      },
    });

    server.get('/api/affected', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Am I affected by a vulnerability, an advisory, a product?',
        querystring: AffectedQuery,
        response: { 200: Affected, ...PROBLEMS },
      },
      handler: async (request) => {
        const { query, limit } = request.query;
        const { organisation, view } = await viewOf(request);
        const { hasData, caveats } = await feedsOf(riskDesk, organisation);
        const isName = /^[\w.:-]+$/.test(query);
        const words = isName ? await riskDesk?.describe(organisation, nameOf(query)) : undefined;
        return answerAffected({ organisation, view }, query, limit, hasData, [...caveats], !!words);
      },
    });

    /** Who asks, and on which devices vulnerabilities are shown to them. */
    async function viewOf(request: FastifyRequest): Promise<{
      readonly organisation: OrganisationId;
      readonly view: VulnerabilityView;
    }> {
      const { organisation, selection } = readerOf(request, 'risk:view');
      return { organisation, view: { selection, bands: await riskDesk?.bands(organisation) } };
    }

    async function answerAffected(
      { organisation, view: { selection } }: Awaited<ReturnType<typeof viewOf>>,
      query: string,
      limit: number,
      hasData: boolean,
      caveats: string[],
      isKnown: boolean,
    ) {
      const stored = await database.readAsOrganisation(organisation, async (transaction) => {
        const asked = await askedVulnerabilities(transaction, nameOf(query), LISTED_LIMIT);
        const cves = asked.cves.length > 0 || !isKnown ? asked.cves : [nameOf(query)];
        return {
          ...{
            cves,
            askedAs:
              cves.length > 0 && asked.askedAs === 'nothing-known'
                ? ('vulnerability' as const)
                : asked.askedAs,
          },
          counts: await countStandings(transaction, selection, { cves, products: asked.products }),
          devices:
            cves.length === 0
              ? []
              : await concernedDevices(transaction, selection, { cves, products: asked.products, limit }),
        };
      });
      const { counts, askedAs } = stored;
      const unanswered = [
        ...(hasData
          ? []
          : ['No vulnerability data is loaded, so nobody can say whether a device is affected.']),
        ...(hasData && askedAs === 'nothing-known'
          ? [
              `Nothing that is loaded, and no product that was seen, is called "${query}": that clears no device.`,
            ]
          : []),
        ...(counts.notCompared > 0
          ? [`${counts.notCompared} devices could not be compared: their product is not known.`]
          : []),
        ...(counts.uncertain > 0
          ? [`${counts.uncertain} devices may be affected: version or conditions are not known.`]
          : []),
        ...caveats,
      ];
      return {
        ...{ query, askedAs, hasData, cves: [...stored.cves], counts: countsOf(counts) },
        sites: counts.sites.map(({ site, devices }) => ({ site, devices })),
        devices: stored.devices.map(presentConcerned),
        cannotAnswer: unanswered,
      };
    }
  };

/** CVE ids in the letters that feeds write. */
function nameOf(text: string): string {
  return /^cve-/i.test(text) ? text.toUpperCase() : text;
}

function badCursor(): ProblemError {
  return invalidRequest('The cursor is not one that a page gave.');
}

function parseCursor(text: string): { value: number; cve: string } {
  const at = text.indexOf('~');
  const value = Number(text.slice(0, at));
  if (at <= 0 || !Number.isFinite(value)) throw badCursor();
  return { value, cve: text.slice(at + 1) };
}

function countsOf({ sites: _, ...counts }: StandingCounts) {
  return counts;
}

/** At most three sentences: whom it concerns, what can be done on the worst, what is not known. */
function meaningOf(
  here: ListedVulnerability | undefined,
  { affected, uncertain, notCompared }: StandingCounts,
  worst: Explanation | undefined,
): string[] {
  const devices = (count: number) => `${count} ${count === 1 ? 'device' : 'devices'}`;
  const whom =
    here === undefined
      ? 'No device has a finding of it.'
      : `${devices(affected)} affected, ${uncertain} uncertain; worst score ${oneDecimal(here.score)}.`;
  const what =
    worst && `On the worst: ${worst.exploitability.replaceAll('-', ' ')}, because ${worst.because}.`;
  const open = notCompared > 0 && `${devices(notCompared)} could not be compared: the product is not known.`;
  return [whom, what, open].filter((sentence) => typeof sentence === 'string');
}
