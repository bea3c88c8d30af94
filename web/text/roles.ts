/** Names of roles (src/access/permissions.ts), as people read them. */

const ROLE_NAMES: Readonly<Record<string, string>> = {
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
};

/** The name, or the id of a role that this console does not know yet. */
export const roleName = (id: string): string => ROLE_NAMES[id] ?? id;
