/** From the words of documents to a verdict on a device, by what the network showed. */

import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RISK_MODEL } from '../../../test/support/risk-fixtures.ts';
import { type CvssVector, parseCvssVector } from '../../vulnerability/cvss/cvss-vector.ts';
import { evaluatePrecondition } from './evaluate-precondition.ts';
import { type CuratedRule, extractPreconditions, type VulnerabilityTexts } from './extract-preconditions.ts';
import { confidenceOfAbsence, DAY_MICROS, type ObservedService, type ObservedUse } from './observed-use.ts';
import type { Precondition, Predicate } from './precondition.ts';
import { servicesNamed } from './service-words.ts';
import { verdictOf } from './verdict.ts';

const NOW = 20_500 * DAY_MICROS;
const REMOTE = parseCvssVector('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H') as CvssVector;

const rules = (
  JSON.parse(
    fs.readFileSync(
      path.join(import.meta.dirname, '..', '..', '..', 'risk-model', 'preconditions.json'),
      'utf8',
    ),
  ) as { rules: CuratedRule[] }
).rules;

function texts(facts: Partial<VulnerabilityTexts> = {}): VulnerabilityTexts {
  return { id: 'CVE-2026-0001', makerNotes: [], weaknesses: [], needs: [], vector: REMOTE, ...facts };
}

/** Watched for `days`, ending now, with one day old sightings. */
function use(facts: Partial<ObservedUse> = {}, days = 1): ObservedUse {
  return {
    ...{ services: [], attempts: [], firstMicros: NOW - days * DAY_MICROS, lastMicros: NOW },
    ...{ coverage: 1, bothDirections: true },
    ...facts,
  };
}

function served(port: number, protocol: string, facts: Partial<ObservedService> = {}): ObservedService {
  return { transport: 'tcp', port, protocol, role: 'server', lastMicros: NOW - DAY_MICROS, ...facts };
}

function attempts(refused: number, unanswered = 0) {
  return [{ transport: 'tcp' as const, port: 23, refused, unanswered, lastMicros: NOW - DAY_MICROS }];
}

describe('services that a text names', () => {
  it.each<[string, readonly object[]]>([
    ['The telnet service has a fixed password.', [{ protocol: 'telnet', transport: 'tcp' }]],
    ['via Port 23/TCP (Telnet)', [{ protocol: 'telnet', transport: 'tcp', port: 23 }]],
    ['a crafted packet to TCP port 8080', [{ transport: 'tcp', port: 8080 }]],
    ['a packet to UDP ports 3785 allows', [{ transport: 'udp', port: 3785 }]],
    ['Restrict port 4000 (TCP) at the firewall', [{ transport: 'tcp', port: 4000 }]],
    ['the web interface of the gateway', [{ protocol: 'http', transport: 'tcp' }]],
    ['sftp is not affected', []],
    ['on port 99999', []],
    ['a buffer overflow', []],
  ])('%s', (text, expected) => {
    expect(servicesNamed(text)).toEqual(expected.map((service) => ({ kind: 'service', ...service })));
  });

  it('are few, whatever the text holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (text) => {
        expect(
          servicesNamed(`${text} port 1/tcp port 2/tcp port 3/tcp port 4/tcp port 5/tcp`).length,
        ).toBeLessThanOrEqual(4);
      }),
    );
  });
});

describe('extraction', () => {
  const read = (facts: Partial<VulnerabilityTexts>) =>
    extractPreconditions(texts(facts), rules).map(({ predicate, source, confidence }) => ({
      predicate,
      source,
      confidence,
    }));

  it('prefers a curated rule to the description', () => {
    const found = read({ id: 'CVE-2019-0708', description: 'An issue in telnet' });
    expect(found[0]).toMatchObject({ source: 'curated-rule', predicate: { port: 3389 } });
    expect(found.filter(({ predicate }) => predicate.kind === 'service')).toHaveLength(1);
  });

  it('prefers the maker to the description', () => {
    const found = read({ makerNotes: ['Block port 21/tcp (FTP).'], description: 'An issue in telnet' });
    expect(found.at(-1)).toMatchObject({
      source: 'maker-note',
      confidence: 70,
      predicate: { protocol: 'ftp' },
    });
  });

  it('gives words of a description little confidence', () => {
    expect(read({ description: 'An issue in telnet' }).at(-1)?.confidence).toBe(40);
    expect(read({ description: 'An issue on port 4000/tcp' }).at(-1)?.confidence).toBe(50);
  });

  it('asks for a service that nobody named', () => {
    expect(read({}).at(-1)?.predicate).toEqual({ kind: 'service' });
  });

  it('reads account, person and position from the vector', () => {
    const vector = parseCvssVector('CVSS:3.1/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H') as CvssVector;
    expect(read({ vector }).map(({ predicate }) => predicate)).toEqual([
      { kind: 'position', from: 'local' },
      { kind: 'account', level: 'administrator' },
      { kind: 'person', does: 'opens or confirms something' },
    ]);
  });

  it('reads clear text and browsers from the weakness, and conditions from matching', () => {
    expect(read({ weaknesses: ['CWE-319'] }).map(({ predicate }) => predicate.kind)).toEqual([
      'position',
      'cleartext',
    ]);
    expect(read({ weaknesses: ['CWE-79'] }).at(-1)?.predicate).toMatchObject({ protocol: 'http' });
    expect(read({ needs: ['a certain module'] })[0]?.predicate).toEqual({
      kind: 'condition',
      words: 'a certain module',
    });
  });

  it('has rules with a note each, on vulnerabilities named once', () => {
    const named = rules.flatMap(({ vulnerabilities }) => vulnerabilities);
    expect(new Set(named).size).toBe(named.length);
    expect(rules.every(({ note, preconditions }) => note !== '' && preconditions.length > 0)).toBe(true);
  });
});

const TELNET: Predicate = { kind: 'service', transport: 'tcp', port: 23, protocol: 'telnet' };

function evaluated(predicate: Predicate, observed: ObservedUse) {
  const precondition: Precondition = { predicate, source: 'maker-note', confidence: 70, readFrom: 'test' };
  return evaluatePrecondition(precondition, observed, NOW, RISK_MODEL);
}

describe('a service', () => {
  it.each<[string, ObservedUse, string]>([
    ['that answered', use({ services: [served(23, 'telnet')] }), 'holds'],
    ['that answered on another port', use({ services: [served(2323, 'telnet')] }), 'holds'],
    [
      'that answered long ago',
      use({ services: [served(23, 'telnet', { lastMicros: NOW - 91 * DAY_MICROS })] }),
      'unknown',
    ],
    ['of another transport', use({ services: [served(23, 'telnet', { transport: 'udp' })] }), 'unknown'],
    ['that is only used', use({ services: [served(23, 'telnet', { role: 'client' })] }), 'unlikely'],
    ['refused three times in a short capture', use({ attempts: attempts(3) }), 'refuted'],
    ['refused twice', use({ attempts: attempts(2) }), 'unknown'],
    [
      'that answered after refusals',
      use({ services: [served(23, 'telnet')], attempts: attempts(9) }),
      'holds',
    ],
    ['silent to nine attempts in a short capture', use({ attempts: attempts(0, 9) }), 'unknown'],
    ['silent to nine attempts in 40 days', use({ attempts: attempts(0, 9) }, 40), 'refuted'],
    [
      'silent where answers are not seen',
      use({ attempts: attempts(0, 9), bothDirections: false }, 40),
      'unlikely',
    ],
    ['never tried in a day', use(), 'unknown'],
    ['never tried in 40 days', use({}, 40), 'unlikely'],
    ['never tried in 40 days of half the traffic', use({ coverage: 0.5 }, 40), 'unknown'],
  ])('%s', (_, observed, state) => {
    const found = evaluated(TELNET, observed);
    expect(found.state).toBe(state);
    expect(found.wouldChange).not.toBe('');
  });

  it('without a port is refuted by refusals on its usual one, and found on any', () => {
    const named: Predicate = { kind: 'service', protocol: 'telnet', transport: 'tcp' };
    expect(evaluated(named, use({ attempts: attempts(3) })).state).toBe('refuted');
    expect(evaluated(named, use({ attempts: attempts(3), services: [served(2323, 'telnet')] })).state).toBe(
      'holds',
    );
  });

  it('says what it saw, and until when that holds', () => {
    const found = evaluated(TELNET, use({ services: [served(23, 'telnet')] }));
    expect(found.evidence).toEqual(['tcp/23 answered (telnet), last on 2026-02-15']);
    expect(found.expiresMicros).toBe(NOW + 89 * DAY_MICROS);
  });

  it('that nobody named is never more than a question while any is open', () => {
    expect(evaluated({ kind: 'service' }, use({ services: [served(80, 'http')] }, 40)).state).toBe('unknown');
    expect(evaluated({ kind: 'service' }, use({}, 40)).state).toBe('unlikely');
    expect(evaluated({ kind: 'service' }, use()).state).toBe('unknown');
  });
});

describe('other preconditions', () => {
  it.each<[Predicate, Partial<ObservedUse>, string]>([
    [{ kind: 'cleartext' }, { services: [served(2575, 'hl7')] }, 'holds'],
    [{ kind: 'cleartext' }, { services: [served(443, 'tls')] }, 'unlikely'],
    [{ kind: 'cleartext' }, { services: [served(443, 'unknown')] }, 'unknown'],
    [{ kind: 'cleartext' }, { services: [served(53, 'dns')] }, 'unknown'],
    [{ kind: 'cleartext', protocol: 'dns' }, { services: [served(53, 'dns')] }, 'holds'],
    [{ kind: 'cleartext', protocol: 'dicom' }, { services: [served(2575, 'hl7')] }, 'unknown'],
    [{ kind: 'position', from: 'network' }, {}, 'holds'],
    [{ kind: 'position', from: 'physical' }, {}, 'unknown'],
    [{ kind: 'position', from: 'physical' }, { location: 'locked' }, 'unlikely'],
    [{ kind: 'account', level: 'user' }, {}, 'unknown'],
    [{ kind: 'account', level: 'user' }, { defaultLogin: true }, 'holds'],
    [{ kind: 'account', level: 'user' }, { defaultLogin: false }, 'unlikely'],
    [{ kind: 'person', does: 'opens a file' }, { officeUse: false }, 'unlikely'],
    [{ kind: 'person', does: 'opens a file' }, { officeUse: true }, 'likely'],
    [{ kind: 'condition', words: 'x' }, {}, 'unknown'],
  ])('%o with %o', (predicate, facts, state) => {
    expect(evaluated(predicate, use(facts)).state).toBe(state);
  });
});

it('absence of traffic is 70 % sure after 36 days at full coverage', () => {
  expect(confidenceOfAbsence(use({}, 36), 30)).toBeCloseTo(0.699, 3);
  expect(confidenceOfAbsence(use({}, 37), 30)).toBeGreaterThan(0.7);
  expect(confidenceOfAbsence(use({ firstMicros: NOW, lastMicros: NOW - 1 }), 30)).toBe(0);
});

describe('the verdict', () => {
  const device = { criticality: 3, reach: { value: 0.6, source: 'zone' as const } };
  const open = evaluated(TELNET, use({ services: [served(23, 'telnet')] }));
  const refused = evaluated(TELNET, use({ attempts: attempts(3) }));
  const unknown = evaluated(TELNET, use());
  const network = evaluated({ kind: 'position', from: 'network' }, use());
  const adjacent = evaluated({ kind: 'position', from: 'adjacent' }, use());
  const tested = [{ id: 'M1', validation: 'verified' as const }];

  it.each([
    ['all hold', [network, open], [], 'exploitable-now'],
    ['all hold in the same segment', [adjacent, open], [], 'exploitable-if-reached-from'],
    ['one is open', [network, unknown], [], 'unknown'],
    ['nothing is known', [], [], 'unknown'],
    ['one is refuted', [network, refused], [], 'needs-change'],
    ['two are refuted', [refused, refused], [], 'not-exploitable-as-used'],
    ['one is refuted behind a tested control', [refused], tested, 'not-exploitable-as-used'],
  ])('when %s', (_, preconditions, controls, expected) => {
    expect(verdictOf(preconditions, controls, device, RISK_MODEL).exploitability).toBe(expected);
  });

  it('names what would change it and when its evidence ends', () => {
    expect(verdictOf([network, refused], [], device, RISK_MODEL)).toEqual({
      exploitability: 'needs-change',
      because: 'tcp/23 refused 3 connections, last on 2026-02-15',
      wouldChange: ['telnet on tcp/23 opens'],
      expiresMicros: NOW + 89 * DAY_MICROS,
      needsSignOff: false,
    });
  });

  it('asks from where a device behind an allow-list can be reached', () => {
    const guarded = { ...device, reach: { value: 0.1, source: 'zone' as const } };
    expect(verdictOf([network, open], [], guarded, RISK_MODEL).from).toBe(
      'the few peers that reach its segment',
    );
  });

  it('calls nothing exploitable whose product is only guessed', () => {
    expect(verdictOf([network, open], [], device, RISK_MODEL, false)).toMatchObject({
      exploitability: 'unknown',
      because: 'not known whether the device has what the vulnerability is in',
    });
    expect(verdictOf([refused, refused], [], device, RISK_MODEL, false).exploitability).toBe(
      'not-exploitable-as-used',
    );
  });

  it('wants a person before anything life-sustaining is called harmless', () => {
    const verdict = verdictOf([refused, refused], [], { ...device, criticality: 5 }, RISK_MODEL);
    expect(verdict.needsSignOff).toBe(true);
  });
});
