/**
 * The decision tables that are shipped: SSVC CISA coordinator 2.0.3, SSVC deployer 1.0.0 and the timelines of CISA Binding
 * Operational Directive 26-04, as published by CERT/CC in the repository CERTCC/SSVC.
 */

import type { DecisionPoint, DecisionTable } from './decision-table.ts';

const EXPLOITATION: DecisionPoint = { name: 'exploitation', values: ['none', 'poc', 'active'] };
const AUTOMATABLE: DecisionPoint = { name: 'automatable', values: ['no', 'yes'] };
const TECHNICAL_IMPACT: DecisionPoint = { name: 'technical impact', values: ['partial', 'total'] };

export const COORDINATOR: DecisionTable = {
  id: 'cisa-coordinator-2.0.3',
  title: 'SSVC for coordinators (CISA)',
  points: [
    EXPLOITATION,
    AUTOMATABLE,
    TECHNICAL_IMPACT,
    { name: 'mission and well-being', values: ['low', 'medium', 'high'] },
  ],
  outcomes: { t: 'track', T: 'track*', a: 'attend', A: 'act' },
  letters: 'ttt ttT tta tta  ttT tTa tta tTa  tta taA aaA aAA'.replaceAll(' ', ''),
};

export const DEPLOYER: DecisionTable = {
  id: 'ssvc-deployer-1.0.0',
  title: 'SSVC for deployers (CERT/CC)',
  points: [
    EXPLOITATION,
    { name: 'system exposure', values: ['small', 'controlled', 'open'] },
    AUTOMATABLE,
    { name: 'human impact', values: ['low', 'medium', 'high', 'very high'] },
  ],
  outcomes: { d: 'defer', s: 'scheduled', o: 'out-of-cycle', i: 'immediate' },
  letters: `
    ddss dsss  dsss ssss  dsss ssso
    dsss ssss  dsss ssso  ssso ssoo
    ssoo sooo  ssoo oooo  sooi ooii`.replaceAll(/\s/g, ''),
};

export const BOD_26_04: DecisionTable = {
  id: 'cisa-bod-26-04-1.0.0',
  title: 'Timelines of BOD 26-04 (CISA)',
  points: [
    { name: 'in kev', values: ['no', 'yes'] },
    { name: 'publicly exposed', values: ['no', 'yes'] },
    AUTOMATABLE,
    TECHNICAL_IMPACT,
  ],
  outcomes: {
    u: 'fix on system upgrade',
    q: '60 days',
    f: '14 days',
    t: '3 days',
    T: '3 days & forensic investigation',
  },
  letters: 'uu qq qf ft  ff fT fT tT'.replaceAll(' ', ''),
};

export const DECISION_TABLES: readonly DecisionTable[] = [COORDINATOR, DEPLOYER, BOD_26_04];
