/** The tables of people, their rights, how they sign in, and what they did, as kysely types them. */

import type { ColumnType, Generated } from 'kysely';
import type { RoleAssignment, Scope } from '../access/decide.ts';
import type { Permission } from '../access/permissions.ts';
import type { DayRoot } from '../audit/day-root.ts';
import type { Instant } from './schema-columns.ts';

export interface UserTable {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly last_sign_in_at: ColumnType<Date | null, never, never>;
  readonly twoFactorEnabled: ColumnType<boolean | null, boolean | undefined, boolean>;
}

export interface AccountTable {
  readonly id: string;
  readonly accountId: string;
  readonly providerId: string;
  readonly userId: string;
  readonly password: string | null;
  readonly updatedAt: Instant;
}

export interface TwoFactorTable {
  readonly userId: string;
  /** Sealed with the server's secret. */
  readonly secret: string;
  /** Time step of the last code that counted. */
  readonly last_step: number | null;
  /** Sealed list of the recovery codes that are left. */
  readonly backupCodes: string;
  readonly recovery_used_at: ColumnType<Date | null, never, Date>;
}

export interface MembershipTable {
  readonly organisation_id: string;
  readonly user_id: string;
  readonly role: string;
  readonly scope: ColumnType<Scope, string | undefined, string>;
  readonly given_at: ColumnType<Date, never, never>;
  readonly given_by: ColumnType<string | null, string | undefined, string | null>;
  /** A suspended role does not count. */
  readonly suspended_at: ColumnType<Date | null, Date | undefined, Date | null>;
  readonly suspended_because: ColumnType<string | null, string | undefined, string | null>;
  /** Who may take the role away again by itself; null when a person gave it. */
  readonly managed_by: ColumnType<RoleManager | null, RoleManager | undefined, RoleManager>;
}

export interface MemberTable {
  readonly organisation_id: string;
  readonly user_id: string;
  /** Null for the organisation's own people. */
  readonly company: string | null;
  /** When an external person is looked at again. */
  readonly review_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  readonly joined_at: ColumnType<Date, never, never>;
  readonly suspended_at: ColumnType<Date | null, Date | undefined, Date | null>;
  readonly suspended_by: string | null;
  readonly suspended_because: string | null;
  /** Who may lift it again by itself; null when only a person may. */
  readonly suspension_managed_by: ColumnType<'directory' | null, undefined, 'directory' | null>;
}

export interface UnitTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly site_id: string;
  readonly name: string;
}

export interface ZoneTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly site_id: string;
  readonly name: string;
}

export interface ZoneSubnetTable {
  readonly organisation_id: string;
  readonly subnet: string;
  readonly zone_id: string;
}

export interface GrantRuleTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly user_id: string;
  readonly effect: 'allow' | 'deny';
  readonly permission: string;
  readonly scope: ColumnType<Scope, string, string>;
  readonly starts_at: Instant | null;
  readonly expires_at: Instant | null;
  readonly zones: readonly string[] | null;
  readonly mfa_within_minutes: number | null;
  readonly reason: string;
  readonly granted_by: string | null;
  readonly created_at: ColumnType<Date, Date | undefined, never>;
  readonly withdrawn_at: ColumnType<Date | null, never, Date>;
  readonly withdrawn_by: ColumnType<string | null, never, string | null>;
  readonly withdrawn_because: ColumnType<string | null, never, string>;
}

export interface InvitationTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly token_sha256: Buffer;
  readonly email: string;
  readonly roles: ColumnType<readonly RoleAssignment[], string, never>;
  readonly company: string | null;
  readonly review_at: ColumnType<Date | null, Date | null | undefined, never>;
  readonly invited_by: string | null;
  readonly created_at: ColumnType<Date, never, never>;
  readonly expires_at: Instant;
  readonly accepted_at: ColumnType<Date | null, never, Date>;
  readonly accepted_by: ColumnType<string | null, never, string>;
  readonly withdrawn_at: ColumnType<Date | null, never, Date>;
}

export interface RecertificationTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  /** `2026-Q4` */
  readonly quarter: string;
  readonly begun_at: ColumnType<Date, Date, never>;
  readonly due_at: ColumnType<Date, Date, never>;
  readonly lapsed_at: ColumnType<Date | null, never, Date>;
}

export interface RecertificationItemTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly recertification_id: string;
  readonly user_id: string;
  readonly role: string | null;
  readonly scope: ColumnType<Scope | null, string | null, never>;
  readonly grant_id: string | null;
  readonly reviewer: string | null;
  readonly decision: ColumnType<'keep' | 'remove' | null, never, 'keep' | 'remove'>;
  readonly decided_by: ColumnType<string | null, never, string>;
  readonly decided_at: ColumnType<Date | null, never, Date>;
  readonly lapse: ColumnType<
    'suspended' | 'withdrawn' | 'left' | null,
    never,
    'suspended' | 'withdrawn' | 'left'
  >;
  /** Who may take the role away again by itself; null when a person gave it. */
  readonly managed_by: ColumnType<RoleManager | null, RoleManager | undefined, RoleManager>;
}

export interface SetupTable {
  readonly token_sha256: Buffer;
  readonly expires_at: Instant;
}

export interface AuditTable {
  readonly organisation_id: string;
  readonly sequence: number;
  /** Canonical JSON. */
  readonly entry: string;
  readonly hash: Buffer;
  readonly at: ColumnType<string, never, never>;
  readonly who: ColumnType<string | null, never, never>;
  readonly action: ColumnType<string, never, never>;
  readonly target_kind: ColumnType<string | null, never, never>;
  readonly target_id: ColumnType<string | null, never, never>;
}

export interface AuditHeadTable {
  readonly organisation_id: string;
  /** Of the last entry; 0 before the first. */
  readonly sequence: number;
  readonly hash: Buffer;
}

export interface AuditRootTable {
  readonly organisation_id: string;
  readonly first: number;
  readonly statement: ColumnType<DayRoot, string, never>;
  readonly signature: Buffer;
  readonly key: Buffer;
}

export interface AuditVerificationTable {
  readonly organisation_id: string;
  readonly begun_at: Date | null;
  readonly ended_at: Date | null;
  readonly verified_to: number | null;
  readonly signed_to: number | null;
  readonly broken_at: number | null;
  readonly problem: string | null;
}

export interface BreakGlassTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly user_id: string;
  /** As it was then. */
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly reason: string;
  readonly begun_at: ColumnType<Date, never, never>;
  readonly until: Instant;
  readonly review: BreakGlassReview | null;
  readonly note: string | null;
  readonly reviewed_by: string | null;
  readonly reviewer_name: string | null;
  readonly reviewed_at: Date | null;
}

export type BreakGlassReview = 'justified' | 'not-justified';

export type RoleManager = 'sign-on' | 'directory';

export type Factor = 'one-time-code' | 'passkey' | 'recovery-code' | 'provider';

export interface SessionTable {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly createdAt: Date;
  readonly expiresAt: Instant;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly lastUsedAt: Instant;
  readonly factorAt: ColumnType<Date | null, Date | null, Date | null>;
  readonly factor: Factor | null;
  /** The one organisation that the session may act for; null for all of its person. */
  readonly organisationId: string | null;
}

export interface PasskeyTable {
  readonly id: string;
  readonly name: string | null;
  readonly userId: string;
  readonly createdAt: Date | null;
}

export interface SignInAttemptTable {
  readonly id: Generated<string>;
  readonly account_sha256: Buffer | null;
  readonly address: string;
  readonly failed: Generated<boolean>;
  readonly at: Generated<Date>;
}

export interface SignInPolicyTable {
  readonly organisation_id: string;
  readonly factor_roles: readonly string[];
  readonly passkey_roles: readonly string[];
  readonly provider_factor: boolean;
  readonly idle_minutes: number;
}

export interface ApiKeyTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly user_id: string;
  readonly kind: 'api' | 'directory';
  readonly name: string;
  readonly sha256: Buffer;
  readonly scopes: readonly string[];
  readonly addresses: readonly string[];
  readonly made_at: Generated<Date>;
  readonly expires_at: Instant;
  readonly last_used_at: ColumnType<Date | null, never, Date>;
  readonly last_address: ColumnType<string | null, never, string>;
}

export interface SignOnProviderTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly name: string;
  readonly issuer: string;
  readonly client_id: string;
  /** Sealed with the server's secret. */
  readonly sealed_secret: string;
  readonly group_claim: string;
  readonly creates_people: boolean;
  /** Values of `amr` or `acr` that say that a second factor was proven. */
  readonly factor_values: readonly string[];
}

export interface SignOnDomainTable {
  readonly domain: string;
  readonly organisation_id: string;
  readonly provider_id: string;
}

export interface SignOnIdentityTable {
  readonly organisation_id: string;
  readonly provider_id: string;
  readonly subject: string;
  readonly user_id: string;
}

export interface GroupRoleTable {
  readonly organisation_id: string;
  readonly group_name: string;
  readonly role: string;
}

export interface DirectoryUserTable {
  readonly organisation_id: string;
  readonly user_id: string;
  readonly id: Generated<string>;
  readonly user_name: string;
  readonly external_id: string | null;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly active: boolean;
  readonly made_at: Generated<Date>;
  readonly changed_at: Generated<Date>;
}

export interface DirectoryGroupTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly name: string;
  readonly external_id: string | null;
  readonly made_at: Generated<Date>;
  readonly changed_at: Generated<Date>;
}

export interface DirectoryGroupMemberTable {
  readonly organisation_id: string;
  readonly group_id: string;
  readonly user_id: string;
}
