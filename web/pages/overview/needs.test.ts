import { describe, expect, it } from 'vitest';
import { needsOf, VARIANTS } from './needs.ts';
import type { OverviewData } from './use-overview.ts';

const NOTHING = {
  ...{ lastAt: 0, isPending: false, maySee: { inventory: true, risk: true } },
  ...{ notices: [], alerts: [], tasks: [], sensors: [], captures: [], devices: { count: 3, exact: true } },
  ...{ feeds: undefined, review: undefined, risk: undefined, facets: undefined, map: undefined },
} as const satisfies OverviewData;

const SENSOR = {
  ...{ id: '7f0c2a52-0000-4000-8000-000000000001', name: 'Ward 4', site: null, state: 'silent' as const },
  ...{ silentSince: '2026-05-04T08:00:00Z', dark: { vlans: [30, 40], devices: 12 } },
  ...{ enrolledAt: null, tokenExpiresAt: null, lastBatchAt: null, lastPacketAt: null, clockSkewMs: null },
  ...{ received: 0, applied: 0, missing: 0, refused: 0, lastError: null, health: null },
} as const;

describe('what needs a person', () => {
  it('is nothing where nothing is known to be wrong, and says so for what it looked at alone', () => {
    for (const variant of VARIANTS) expect(needsOf(NOTHING, variant)).toEqual([]);
  });

  it('puts a silent sensor before an unanswered match, and each before those whom it concerns', () => {
    const data: OverviewData = {
      ...NOTHING,
      sensors: [{ ...SENSOR, dark: { vlans: [30, 40], devices: 12 } }],
      review: { waiting: 9, items: [] },
    };
    const titles = (variant: (typeof VARIANTS)[number]) => needsOf(data, variant).map(({ title }) => title);
    expect(titles('security')).toEqual(['Sensor Ward 4 is silent', '9 matches wait for a yes or no']);
    expect(titles('network')).toEqual(['Sensor Ward 4 is silent']);
    expect(titles('executive')).toEqual([]);
    expect(needsOf(data, 'network')[0]?.detail).toBe('2 VLANs and 12 devices are seen by no other sensor');
  });

  it('tells of grave alerts and own tasks in a row each, and of a silent sensor once', () => {
    const alert: NonNullable<OverviewData['alerts']>[number] = {
      ...{ id: SENSOR.id, text: 'CVE-2026-1 is exploited', firstAt: '', lastAt: '', count: 1, devices: [] },
      ...{ deviceCount: 0, sensor: null, subject: null, decidedBy: null, decidedAt: null, reason: null },
      ...{ kind: 'exploited-vulnerability' as const, severity: 'critical' as const, state: 'open' as const },
      cve: 'CVE-2026-1',
    };
    const task: NonNullable<OverviewData['tasks']>[number] = {
      ...{
        id: SENSOR.id,
        title: 'Ask the maker',
        note: null,
        assignee: null,
        assigneeName: null,
        role: 'ciso',
      },
      ...{
        isMine: true,
        due: null,
        state: 'open' as const,
        device: null,
        alert: null,
        cve: null,
        madeBy: 'Ann',
      },
      ...{ madeAt: '', endedBy: null, endedAt: null, outcome: null },
    };
    const data: OverviewData = {
      ...NOTHING,
      sensors: [SENSOR],
      alerts: [alert, { ...alert, kind: 'sensor-silent', severity: 'high' }],
      tasks: [task, { ...task, due: '2020-01-01', title: 'Long ago' }],
    };
    expect(needsOf(data, 'network').map(({ title, severity }) => [severity, title])).toEqual([
      ['critical', '1 grave alert is open'],
      ['high', '1 task of yours is overdue'],
      ['high', 'Sensor Ward 4 is silent'],
    ]);
    expect(needsOf({ ...data, tasks: [task] }, 'executive')[1]).toMatchObject({
      ...{ severity: 'medium', title: '1 task is yours', detail: 'Ask the maker' },
    });
  });

  it('never takes missing feeds for the absence of vulnerabilities', () => {
    const feeds = {
      ...{ hasData: false, compiledAt: null, records: 0, feeds: [], caveats: [], updates: [] },
      online: { allowed: false, sources: [], setBy: null, setAt: null },
    };
    const [need] = needsOf({ ...NOTHING, feeds }, 'executive');
    expect(need).toMatchObject({ severity: 'unknown', title: 'No vulnerability data is loaded' });
  });
});
