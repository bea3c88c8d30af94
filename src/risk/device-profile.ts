/** What a device is worth and how it is used, from its category: as data in `risk-model/device-roles.json`. */

import type { DeviceClaims } from '../documents/mds2/device-claims.ts';
import { type CvssVector, withMetrics } from '../vulnerability/cvss/cvss-vector.ts';
import { attractivenessOf, deviceValue } from './impact.ts';
import type { DeviceWorth, RiskDevice } from './risk-facts.ts';
import type { RiskModel, SafetyRole, Zone } from './risk-model.ts';

/** Category ids by what their devices do. */
export interface DeviceRoles {
  readonly lifeSustaining: readonly string[];
  readonly therapy: readonly string[];
  readonly alarm: readonly string[];
  readonly diagnosis: readonly string[];
  readonly manyPatients: readonly string[];
  readonly officeUse: readonly string[];
  readonly noOfficeUse: readonly string[];
}

/** Criticality that a device of unknown category is scored with: the middle, for it may be anything. */
export const ASSUMED_CRITICALITY = 3;

export interface CategoryFacts {
  readonly category: string;
  /** Of the category, 1 to 5; absent when the category is not known. */
  readonly criticality?: number;
  /** What its maker states in a disclosure form; absent: nothing. */
  readonly claims?: DeviceClaims;
}

export function worthOf(
  { category, criticality, claims }: CategoryFacts,
  roles: DeviceRoles,
  zone: Zone,
): DeviceWorth {
  const role = (['lifeSustaining', 'therapy', 'alarm', 'diagnosis'] as const).find((name) =>
    roles[name].includes(category),
  );
  return {
    criticality: criticality ?? ASSUMED_CRITICALITY,
    safetyRole: role ?? (criticality === undefined ? 'diagnosis' : 'none'),
    managesManyPatients: roles.manyPatients.includes(category),
    // How many records a device has that handles them no form tells.
    ...(claims?.handlesPatientData === false && { records: 0 }),
    ...(claims?.encryptedAtRest !== undefined && { encryptedAtRest: claims.encryptedAtRest }),
    zone,
  };
}

/** True or false where the category tells whether people browse or read mail on the device. */
export function officeUseOf(category: string, roles: DeviceRoles): boolean | undefined {
  if (roles.officeUse.includes(category)) return true;
  return roles.noOfficeUse.includes(category) ? false : undefined;
}

export function riskDeviceOf(id: string, worth: DeviceWorth, model: RiskModel): RiskDevice {
  return {
    id,
    criticality: worth.criticality,
    value: deviceValue(worth, model),
    sustainsLife: worth.safetyRole === 'lifeSustaining' && worth.hasFallback !== true,
    attractiveness: attractivenessOf(worth, model),
    reach: { value: model.reach.zones[worth.zone ?? 'flat-enterprise'], source: 'zone' },
  };
}

/** Roles whose failure can hurt a patient directly. */
const HARMFUL_ROLES: ReadonlySet<SafetyRole> = new Set(['lifeSustaining', 'therapy']);
const HIGH_VALUE = 0.7;
const MEDIUM_VALUE = 0.3;

/** The vector with its environmental metrics filled from the device; those that a document states stay. */
export function withEnvironment(
  vector: CvssVector,
  device: RiskDevice,
  { safetyRole, zone }: DeviceWorth,
): CvssVector {
  const level = (value: number) => (value >= HIGH_VALUE ? 'H' : value >= MEDIUM_VALUE ? 'M' : 'L');
  const { metrics, version } = vector;
  const filled: Record<string, string> = {
    CR: level(device.value.data),
    IR: level(Math.max(device.value.safety, device.value.continuity)),
    AR: level(device.sustainsLife ? 1 : device.value.continuity),
  };
  const segment = zone === 'micro-segment' || zone === 'isolated';
  if (version !== '2.0' && segment && metrics['AV'] === 'N') filled['MAV'] = 'A';
  if (version === '4.0' && HARMFUL_ROLES.has(safetyRole)) {
    if (metrics['VI'] !== 'N') filled['MSI'] = 'S';
    if (metrics['VA'] !== 'N' && device.sustainsLife) filled['MSA'] = 'S';
  }
  return withMetrics(vector, { ...filled, ...metrics });
}
