/**
 * What a person may do: areas and actions, and the roles that come with them (domain specification H.1). A role is data; a
 * person's own grants and denials come on top (`decide.ts`).
 */

export const ACTIONS = ['view', 'edit', 'approve', 'execute'] as const;
export type Action = (typeof ACTIONS)[number];

export const AREAS = {
  inventory: 'devices, their place and ownership',
  evidence: 'packets and documents that may hold patient data',
  risk: 'scores and accepted risks',
  mitigation: 'countermeasures',
  'active-query': 'questions that are sent to a device',
  patch: 'patches and their approval',
  alert: 'alerts and incidents',
  procurement: 'judging devices before purchase',
  advisory: 'advisories and statements on vulnerabilities',
  training: 'courses, exercises and their results',
  administration: 'people, policies and integrations',
  audit: 'the log of what people did',
} as const;
export type Area = keyof typeof AREAS;

/** `inventory:view` and so on. */
export type Permission = `${Area}:${Action}`;

export const ROLES = {
  'biomedical-engineer': 'Biomedical engineer',
  'security-analyst': 'Security analyst',
  'network-engineer': 'Network engineer',
  'clinical-manager': 'Clinical manager',
  ciso: 'Chief information security officer',
  procurement: 'Procurement',
  auditor: 'Auditor',
  'manufacturer-engineer': "Manufacturer's service engineer",
  'provider-analyst': "Security provider's analyst",
  'platform-administrator': 'Platform administrator',
  'clinical-safety-officer': 'Clinical safety officer',
  'privacy-officer': 'Privacy officer',
} as const;
export type Role = keyof typeof ROLES;

/** V view, E edit (and view), A approve (and view), X execute (and view). */
type Letters = '' | 'V' | 'E' | 'A' | 'X' | 'EA' | 'AX' | 'EX';

const ROWS: Readonly<Record<Role, Readonly<Partial<Record<Area, Letters>>>>> = {
  'biomedical-engineer': {
    ...{ inventory: 'E', risk: 'E', mitigation: 'EA', 'active-query': 'X', patch: 'EA', alert: 'V' },
    ...{ procurement: 'E', advisory: 'V', training: 'V' },
  },
  'security-analyst': {
    ...{
      inventory: 'E',
      evidence: 'V',
      risk: 'E',
      mitigation: 'E',
      'active-query': 'E',
      patch: 'E',
      alert: 'E',
    },
    ...{ procurement: 'E', advisory: 'V', training: 'E' },
  },
  'network-engineer': {
    ...{ inventory: 'V', evidence: 'V', mitigation: 'AX', 'active-query': 'X', patch: 'V', alert: 'V' },
    ...{ procurement: 'V', advisory: 'V' },
  },
  'clinical-manager': {
    ...{ inventory: 'V', risk: 'A', mitigation: 'A', 'active-query': 'A', patch: 'A', alert: 'V' },
    ...{ procurement: 'E', advisory: 'V', training: 'V' },
  },
  ciso: {
    ...{ inventory: 'V', risk: 'A', mitigation: 'A', 'active-query': 'V', patch: 'V', alert: 'V' },
    ...{ procurement: 'A', advisory: 'V', training: 'V', administration: 'A', audit: 'V' },
  },
  procurement: { inventory: 'V', procurement: 'E', advisory: 'V' },
  auditor: {
    ...{ inventory: 'V', risk: 'V', mitigation: 'V', 'active-query': 'V', patch: 'V', alert: 'V' },
    ...{ procurement: 'V', advisory: 'V', training: 'V', administration: 'V', audit: 'V' },
  },
  'manufacturer-engineer': {
    ...{ inventory: 'V', mitigation: 'E', 'active-query': 'E', patch: 'E', alert: 'V', procurement: 'E' },
    ...{ advisory: 'EA' },
  },
  'provider-analyst': {
    ...{ inventory: 'V', risk: 'E', mitigation: 'E', 'active-query': 'E', patch: 'E', alert: 'E' },
    ...{ procurement: 'E', advisory: 'E', training: 'E' },
  },
  'platform-administrator': { administration: 'EA', audit: 'V' },
  'clinical-safety-officer': {
    inventory: 'V',
    risk: 'A',
    mitigation: 'A',
    patch: 'A',
    alert: 'V',
    advisory: 'V',
  },
  'privacy-officer': { inventory: 'V', risk: 'V', alert: 'V', audit: 'V' },
};

const ACTION_OF: Readonly<Record<string, Action>> = { V: 'view', E: 'edit', A: 'approve', X: 'execute' };

/** Roles with which people change policies, see patient-bearing evidence or reach devices: MFA is never optional. */
export const PRIVILEGED_ROLES: ReadonlySet<Role> = new Set<Role>([
  ...([
    'biomedical-engineer',
    'security-analyst',
    'network-engineer',
    'ciso',
    'manufacturer-engineer',
  ] as const),
  ...(['provider-analyst', 'platform-administrator'] as const),
]);

/** Permissions of each role; who may do more in an area may view it. */
export const PERMISSIONS_OF: ReadonlyMap<Role, ReadonlySet<Permission>> = new Map(
  (Object.keys(ROLES) as Role[]).map((role) => [role, permissionsOf(ROWS[role])]),
);

function permissionsOf(row: Readonly<Partial<Record<Area, Letters>>>): Set<Permission> {
  const permissions = new Set<Permission>();
  for (const [area, letters] of Object.entries(row) as [Area, Letters][]) {
    if (letters !== '') permissions.add(`${area}:view`);
    for (const letter of letters) permissions.add(`${area}:${ACTION_OF[letter] ?? 'view'}`);
  }
  return permissions;
}

export function isRole(text: string): text is Role {
  return Object.hasOwn(ROLES, text);
}

export function isPermission(text: string): text is Permission {
  const [area = '', action = '', ...rest] = text.split(':');
  return rest.length === 0 && Object.hasOwn(AREAS, area) && (ACTIONS as readonly string[]).includes(action);
}
