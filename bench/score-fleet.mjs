/**
 * Scores a fleet: devices and findings as they stand in memory, closed form at the likeliest values, device risks by
 * correlation group, the site. `npm run build` first.
 *
 *   node bench/score-fleet.mjs [devices] [findings per device]
 */

import fs from 'node:fs';
import { riskOfDevice, riskOfSite } from '../dist/risk/score.js';
import { drawAll } from '../dist/risk/uncertainty.js';

const [devices = 100_000, perDevice = 20] = process.argv.slice(2).map(Number);
const VULNERABILITIES = 20_000;
const model = JSON.parse(fs.readFileSync(new URL('../risk-model/default.json', import.meta.url), 'utf8'));
const APPLICABILITY = ['exact', 'exact', 'component', 'model', 'family', 'keyword'];
const STATES = ['holds', 'likely', 'unknown', 'unlikely', 'refuted'];
const draws = drawAll(1, devices * perDevice * 3);
let drawn = 0;
const next = (count) => Math.floor((draws[drawn++ % draws.length] ?? 0) * count);

const vulnerabilities = Array.from({ length: VULNERABILITIES }, (_, at) => ({
  id: `CVE-2026-${at}`,
  threat: { prediction: next(1000) / 1000, knownExploited: next(200) === 0 },
  consequence: { confidentiality: next(3) / 2, integrity: next(3) / 2, availability: next(3) / 2 },
}));
const fleet = Array.from({ length: devices }, (_, at) => ({
  device: {
    id: `device ${at}`,
    criticality: 1 + next(5),
    value: { safety: next(11) / 10, continuity: next(11) / 10, data: next(11) / 10, operations: 0.5 },
    sustainsLife: next(10) === 0,
    attractiveness: 1,
    reach: { value: 0.45, source: 'zone' },
  },
  findings: Array.from({ length: perDevice }, () => ({
    vulnerability: vulnerabilities[next(VULNERABILITIES)],
    group: `product ${next(6)}`,
    applicability: APPLICABILITY[next(APPLICABILITY.length)],
    preconditions: ['holds', STATES[next(STATES.length)]],
    controls: next(4) === 0 ? [{ id: 'M1', validation: 'configured' }] : [],
  })),
}));

for (let round = 1; round <= 3; round++) {
  const start = process.cpuUsage();
  const scored = fleet.map(({ device, findings }) => ({
    risk: riskOfDevice(device, findings, model).risk,
    criticality: device.criticality,
  }));
  const site = riskOfSite(scored, model);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const count = devices * perDevice;
  console.log(
    `${count} findings on ${devices} devices: ${seconds.toFixed(2)} s of CPU, site risk ${site.risk.toFixed(4)}`,
  );
}
