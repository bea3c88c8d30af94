import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCircumstances, anyPerson, anyResource, NOW } from './access.arbitrary.ts';
import { decide, type Grant, type Person } from './decide.ts';
import { EVERY_DEVICE, isEverySelected, isSelected, selectDevices } from './device-selection.ts';

const grant = (changed: Partial<Grant>): Grant => ({
  ...{ id: 'g1', effect: 'allow', permission: 'inventory:view', scope: {}, conditions: {} },
  ...{ reason: 'stand-in', grantedBy: 'ciso' },
  ...changed,
});
const select = (person: Partial<Person>) =>
  selectDevices('inventory:view', { roles: [], grants: [], ...person }, { now: NOW });

describe('a selection of devices', () => {
  it('is what decide allows, device by device', () => {
    let allowed = 0;
    fc.assert(
      fc.property(anyPerson, anyResource, anyCircumstances, (person, resource, circumstances) => {
        const expected = decide('inventory:view', person, circumstances, resource).allowed;
        if (expected) allowed++;
        expect(isSelected(selectDevices('inventory:view', person, circumstances), resource)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
    expect(allowed).toBeGreaterThan(100);
  });

  it('is empty for nobody, and for who is denied everything', () => {
    expect(select({})).toEqual({ any: [], except: [] });
    const roles = [{ role: 'auditor', scope: {} }] as const;
    expect(select({ roles, grants: [grant({ effect: 'deny' })] })).toEqual({ any: [], except: [] });
  });

  it('is everything as soon as one rule is, but for what is denied', () => {
    const roles = [{ role: 'auditor', scope: {} }] as const;
    const pumps = { categories: ['infusion-pump'] };
    expect(select({ roles, grants: [grant({ scope: pumps })] })).toEqual(EVERY_DEVICE);
    const less = select({ roles, grants: [grant({ scope: pumps, effect: 'deny' })] });
    expect(less).toEqual({ any: [{}], except: [pumps] });
    expect([isEverySelected(EVERY_DEVICE), isEverySelected(less)]).toEqual([true, false]);
  });

  it('leaves out grants that do not hold now', () => {
    expect(select({ grants: [grant({ conditions: { until: NOW } })] }).any).toEqual([]);
  });
});
