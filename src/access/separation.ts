/**
 * Separation of duties (domain specification H.1): what nobody decides about themselves, and what needs two people of
 * different functions. Rules are data; who acts and on what is given, so that every route asks the same question.
 */

import type { Role } from './permissions.ts';

/** Criticality of a device that keeps a patient alive. */
export const LIFE_SUSTAINING = 5;

/** What part of an organisation a role speaks for. */
export const FUNCTION_OF: Readonly<Record<Role, string>> = {
  'biomedical-engineer': 'clinical engineering',
  'security-analyst': 'security',
  'network-engineer': 'network',
  'clinical-manager': 'clinical',
  ciso: 'security',
  procurement: 'procurement',
  auditor: 'audit',
  'manufacturer-engineer': 'manufacturer',
  'provider-analyst': 'security provider',
  'platform-administrator': 'administration',
  'clinical-safety-officer': 'clinical',
  'privacy-officer': 'privacy',
};

/** Acts that somebody else must do than the person whom they are about. */
const NOT_BY_ONESELF = {
  'change-access': 'Nobody changes their own roles, grants or membership. Ask another administrator.',
  'review-access': 'Nobody confirms their own access. Another reviewer decides this.',
  approve: 'Nobody approves what they proposed themselves. Another person must.',
  'review-break-glass': 'Nobody reviews their own emergency access. Another person must.',
} as const;
export type SeparatedAct = keyof typeof NOT_BY_ONESELF;

/**
 * Why this person may not do that, as a sentence; undefined when separation of duties has nothing against it. `concerned`
 * is whose access changes, who proposed, or whose emergency access is reviewed.
 */
export function refusalOf(act: SeparatedAct, actor: string, concerned: string): string | undefined {
  return actor === concerned ? NOT_BY_ONESELF[act] : undefined;
}

export interface Approval {
  /** Id of the person. */
  readonly by: string;
  /** Roles that gave the person the right to approve this, at that time. */
  readonly roles: readonly Role[];
}

export interface ApprovalState {
  readonly complete: boolean;
  /** What is still missing, as a sentence; absent when nothing is. */
  readonly missing?: string;
}

/**
 * Whether a proposal has the approvals that it needs: one by another person; two of different functions when a device
 * that it touches is life-sustaining. A criticality that nobody stated counts as life-sustaining. Approvals of the proposer
 * do not count.
 */
export function approvalState(
  proposer: string,
  criticality: number | undefined,
  approvals: readonly Approval[],
): ApprovalState {
  const counting = approvals.filter(({ by }) => by !== proposer);
  if (counting.length === 0)
    return { complete: false, missing: 'Another person than the proposer must approve this.' };
  if ((criticality ?? LIFE_SUSTAINING) < LIFE_SUSTAINING || counting.some(hasPartner(counting)))
    return { complete: true };
  return {
    complete: false,
    missing:
      criticality === undefined
        ? 'How critical the device is, nobody stated: a second person of another function must approve this.'
        : 'The device is life-sustaining: a second person of another function must approve this.',
  };
}

function hasPartner(approvals: readonly Approval[]) {
  return (one: Approval): boolean =>
    approvals.some(
      (other) =>
        other.by !== one.by &&
        one.roles.some((role) => other.roles.some((also) => FUNCTION_OF[role] !== FUNCTION_OF[also])),
    );
}

/** Whether somebody who administers the platform would be left. */
export function keepsAdministrator(
  /** Roles that each person would have, those of suspended people left out. */
  people: readonly { readonly roles: readonly string[] }[],
): boolean {
  return people.some(({ roles }) => roles.includes('platform-administrator'));
}
