/** GET /api/devices/:id/findings, GET /api/devices/:id/risk, POST /api/devices/:id/what-if, GET /api/risk */

import { isEverySelected } from '../../access/device-selection.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { DeviceRisk, FleetRisk, WhatIf, WhatIfRequest } from '../../contract/risk.ts';
import { LISTED_LIMIT } from '../../contract/verdict.ts';
import { DeviceFindings, DeviceFindingsQuery } from '../../contract/vulnerability.ts';
import { controlsOfDevice } from '../../store/controls.ts';
import {
  countUnknown,
  deviceRiskHistory,
  findDeviceRisk,
  fleetDays,
  selectionToday,
} from '../../store/device-risk.ts';
import { DecisionBook, decisionsThatHold } from '../../store/finding-decisions.ts';
import { findingsOfDevice } from '../../store/findings.ts';
import { productOfDevice } from '../../store/products.ts';
import { countVulnerabilities } from '../../store/vulnerabilities.ts';
import type { Routes } from '../context.ts';
import { readerOf } from '../devices/read-filter.ts';
import { feedsOf, oneDecimal, presentCounts, presentDecision, scoreOrNull } from '../present-findings.ts';
import { notFound } from '../problem.ts';
import { nothingKnown } from '../risk-desk.ts';
import { presentControl } from './controls.ts';

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
        const { organisation, selection } = readerOf(request, 'risk:view');
        return database.asOrganisation(organisation, async (transaction) => {
          const place = await productOfDevice(transaction, selection, id);
          if (!place) throw notFound('device');
          const { device } = place;
          const risk = await findDeviceRisk(transaction, device);
          const findings = await findingsOfDevice(transaction, device, limit, offset);
          const decisions = new DecisionBook(await decisionsThatHold(transaction));
          return {
            standing: risk?.standing ?? ('waiting' as const),
            findings: findings.map((finding) => {
              const { cve, title, part, status, needs, confidence, because, remedy, group } = finding;
              const { feed, document, revision, input, exploitability, knownExploited, epss, cvss } = finding;
              const decision = decisions.of(cve, device, place.product);
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
        const { organisation, selection } = readerOf(request, 'risk:view');
        const stored = await database.asOrganisation(organisation, async (transaction) => {
          const { device } = (await productOfDevice(transaction, selection, id)) ?? {};
          if (device === undefined) throw notFound('device');
          return {
            device,
            risk: await findDeviceRisk(transaction, device),
            controls: await controlsOfDevice(transaction, device),
            history: await deviceRiskHistory(transaction, device, LISTED_LIMIT),
          };
        });
        const { device, risk, controls, history } = stored;
        const explained =
          risk?.score == null ? undefined : await riskDesk?.explainDevice(organisation, device);
        const { low, high } = risk ?? {};
        return {
          standing: risk?.standing ?? ('waiting' as const),
          score: scoreOrNull(risk?.score ?? null),
          likely: low == null || high == null ? null : { from: oneDecimal(low), to: oneDecimal(high) },
          band: risk?.band ?? null,
          findings: presentCounts(risk ?? NO_COUNTS),
          ...{ model: risk?.model ?? null, inputs: risk?.inputs ?? null },
          computedAt: risk?.computed_at.toISOString() ?? null,
          caveats: [...(await feedsOf(riskDesk, organisation)).caveats],
          drivers: explained?.drivers ?? [],
          worst: explained?.worst ?? null,
          moves: explained?.moves ?? [],
          controls: controls.map(presentControl),
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
        const { organisation, selection } = readerOf(request, 'risk:view');
        const place = await database.asOrganisation(organisation, (transaction) =>
          productOfDevice(transaction, selection, request.params.id),
        );
        if (!place) throw notFound('device');
        const found = await riskDesk?.whatIf(organisation, place.device, request.body.moves);
        if (!found) throw nothingKnown();
        return found;
      },
    });

    server.get('/api/risk', {
      config: { access: 'risk:view' },
      schema: { summary: 'The fleet: bands, trend, unknowns', response: { 200: FleetRisk, ...PROBLEMS } },
      handler: async (request) => {
        const { organisation, selection } = readerOf(request, 'risk:view');
        const { hasData, caveats } = await feedsOf(riskDesk, organisation);
        const bands = await riskDesk?.bands(organisation);
        return database.asOrganisation(organisation, async (transaction) => {
          const isWhole = isEverySelected(selection);
          const trend = isWhole ? await fleetDays(transaction, TREND_DAYS) : [];
          const unknown = await countUnknown(transaction, selection);
          const days = trend.map(({ score, ...day }) => ({ ...day, score: scoreOrNull(score) }));
          const today = isWhole ? days.at(-1) : await selectionToday(transaction, selection);
          return {
            ...{ hasData, caveats: [...caveats], isWhole, trend: days, today: today ?? null },
            unknowns: unknown.map(({ standing, category, devices }) => ({
              ...{ reason: standing ?? ('waiting' as const), category, devices },
            })),
            vulnerabilities: await countVulnerabilities(transaction, { selection, bands }),
          };
        });
      },
    });
  };
