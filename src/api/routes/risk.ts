/** GET /api/devices/:id/findings, GET /api/devices/:id/risk, POST /api/devices/:id/what-if, GET /api/risk */

import { isEverySelected } from '../../access/device-selection.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { DeviceRisk, FleetRisk, WhatIf, WhatIfRequest } from '../../contract/risk.ts';
import { LISTED_LIMIT } from '../../contract/verdict.ts';
import { DeviceFindings, DeviceFindingsQuery } from '../../contract/vulnerability.ts';
import type { OrganisationId } from '../../store/database.ts';
import {
  countFleet,
  countUnknown,
  deviceRiskHistory,
  type FleetCount,
  findDeviceRisk,
  fleetDays,
} from '../../store/device-risk.ts';
import { controlsOfDevice, DecisionBook, decisionsThatHold } from '../../store/finding-decisions.ts';
import { findingsOfDevice } from '../../store/findings.ts';
import { productOfDevice } from '../../store/products.ts';
import { countVulnerabilities } from '../../store/vulnerabilities.ts';
import { callerOfRoute } from '../access.ts';
import { devicesOf } from '../caller.ts';
import type { Routes } from '../context.ts';
import { feedsOf, oneDecimal, presentCounts, presentDecision, scoreOrNull } from '../present-findings.ts';
import { notFound } from '../problem.ts';
import { nothingKnown } from '../risk-desk.ts';

/** Days of the trend. */
const TREND_DAYS = 366;
const NO_COUNTS = { act_now: 0, plan: 0, cannot_tell: 0, watch: 0, not_exploitable: 0 };

export const riskRoutes: Routes =
  ({ database, riskDesk }) =>
  async (server) => {
    server.get('/api/devices/:id/findings', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Findings of a device, the most dangerous there first',
        params: IdPath,
        querystring: DeviceFindingsQuery,
        response: { 200: DeviceFindings, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = request.params;
        const { offset, limit } = request.query;
        return database.asOrganisation(callerOfRoute(request).organisation, async (transaction) => {
          const place = await productOfDevice(transaction, id);
          if (!place) throw notFound('device');
          const risk = await findDeviceRisk(transaction, id);
          const findings = await findingsOfDevice(transaction, id, limit, offset);
          const decisions = new DecisionBook(await decisionsThatHold(transaction));
          return {
            standing: risk?.standing ?? ('waiting' as const),
            findings: findings.map((finding) => {
              const { cve, title, part, status, needs, confidence, because, remedy, group } = finding;
              const { feed, document, revision, input, exploitability, knownExploited, epss, cvss } = finding;
              const decision = decisions.of(cve, id, place.product);
              return {
                ...{ cve, title, part, status, needs: [...needs], confidence, because, remedy, group },
                ...{ isConditional: finding.conditional, hasConflict: finding.conflict, exploitability },
                source: { feed, document, revision, input },
                ...{ score: scoreOrNull(finding.score), knownExploited },
                ...{ epss: epss === null ? null : Number(epss.toPrecision(6)), cvss: scoreOrNull(cvss) },
                foundAt: finding.foundAt.toISOString(),
                decision: decision ? presentDecision(decision) : null,
              };
            }),
          };
        });
      },
    });

    server.get('/api/devices/:id/risk', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'The score of a device, explained',
        params: IdPath,
        response: { 200: DeviceRisk, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = request.params;
        const { organisation } = callerOfRoute(request);
        const stored = await database.asOrganisation(organisation, async (transaction) => {
          if (!(await productOfDevice(transaction, id))) throw notFound('device');
          return {
            risk: await findDeviceRisk(transaction, id),
            controls: await controlsOfDevice(transaction, id),
            history: await deviceRiskHistory(transaction, id, LISTED_LIMIT),
          };
        });
        const { risk, controls, history } = stored;
        const explained = risk?.score == null ? undefined : await riskDesk?.explainDevice(organisation, id);
        const { low, high } = risk ?? {};
        return {
          standing: risk?.standing ?? ('waiting' as const),
          score: scoreOrNull(risk?.score ?? null),
          likely: low == null || high == null ? null : { from: oneDecimal(low), to: oneDecimal(high) },
          band: risk?.band ?? null,
          findings: presentCounts(risk ?? NO_COUNTS),
          ...{ model: risk?.model ?? null, inputs: risk?.inputs ?? null },
          computedAt: risk?.computed_at.toISOString() ?? null,
          caveats: [...(await feedsOf(riskDesk)).caveats],
          drivers: explained?.drivers ?? [],
          worst: explained?.worst ?? null,
          moves: explained?.moves ?? [],
          controls: controls.map(({ since, verifiedAt, ...control }) => ({
            ...{ ...control, since: since.toISOString(), verifiedAt: verifiedAt?.toISOString() ?? null },
          })),
          history: history.map(({ at, standing, score, band, causes }) => ({
            ...{ at: at.toISOString(), standing, score: scoreOrNull(score), band, causes: [...causes] },
          })),
        };
      },
    });

    server.post('/api/devices/:id/what-if', {
      config: { access: 'risk:view', audit: 'risk.what-if' },
      schema: {
        summary: 'What moves would make of the score of a device; nothing is changed',
        params: IdPath,
        body: WhatIfRequest,
        response: { 200: WhatIf, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        await mustBeThere(organisation, request.params.id);
        const found = await riskDesk?.whatIf(organisation, request.params.id, request.body.moves);
        if (!found) throw nothingKnown();
        return found;
      },
    });

    server.get('/api/risk', {
      config: { access: 'risk:view' },
      schema: { summary: 'The fleet: bands, trend, unknowns', response: { 200: FleetRisk, ...PROBLEMS } },
      handler: async (request) => {
        const { hasData, caveats } = await feedsOf(riskDesk);
        const caller = callerOfRoute(request);
        const selection = devicesOf(caller, 'risk:view');
        return database.asOrganisation(caller.organisation, async (transaction) => {
          if (!isEverySelected(selection)) {
            const counts = await countFleet(transaction, selection);
            return {
              ...{ hasData, caveats: [...caveats], isWhole: false, trend: [], ...standingOf(counts) },
              vulnerabilities: await countVulnerabilities(transaction),
            };
          }
          const trend = await fleetDays(transaction, TREND_DAYS);
          const unknown = await countUnknown(transaction);
          const days = trend.map(({ score, ...day }) => ({ ...day, score: scoreOrNull(score) }));
          return {
            ...{ hasData, caveats: [...caveats], isWhole: true, trend: days, today: days.at(-1) ?? null },
            unknowns: unknown.map(({ standing, category, devices }) => ({
              ...{ reason: standing ?? ('waiting' as const), category, devices },
            })),
            vulnerabilities: await countVulnerabilities(transaction),
          };
        });
      },
    });

    async function mustBeThere(organisation: OrganisationId, device: string): Promise<void> {
      const place = await database.asOrganisation(organisation, (t) => productOfDevice(t, device));
      if (!place) throw notFound('device');
    }
  };

/** How some devices stand now, as a day without the score that only a whole fleet has. */
function standingOf(counts: readonly FleetCount[]) {
  const perBand = { critical: 0, high: 0, medium: 0, low: 0, minimal: 0 };
  let unknown = 0;
  for (const { band, devices } of counts) {
    if (band === null) unknown += devices;
    else perBand[band] += devices;
  }
  const today = {
    ...{ day: new Date().toISOString().slice(0, 10), score: null, band: null, perBand, unknown, model: '' },
  };
  const unknowns = counts.flatMap(({ standing, band, category, devices }) =>
    band === null ? [{ reason: standing ?? ('waiting' as const), category, devices }] : [],
  );
  return { today: counts.length === 0 ? null : today, unknowns };
}
