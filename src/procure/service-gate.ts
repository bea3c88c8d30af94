/**
 * What must be known of a device before it cares for patients: the gate between "received" and "in service". A device
 * that does not meet it goes through by an exception alone, which somebody signs with a reason.
 */

/** What a device was shown or said to be; null is not known. */
export interface GateFacts {
  readonly category: { readonly value: string; readonly confidence: number };
  readonly vendor: string | null;
  readonly model: string | null;
  readonly site: string | null;
  readonly owner: string | null;
  readonly zone: string | null;
  /** As a person said it: that of its category is a guess. */
  readonly criticality: number | null;
  /** Whether a maker's disclosure form (MDS2) and a bill of materials are on file. */
  readonly hasDisclosure: boolean;
  readonly hasBill: boolean;
  /** Milliseconds of the epoch: between what was seen first and last. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export type GateCheckId =
  | 'identity'
  | 'place'
  | 'owner'
  | 'zone'
  | 'criticality'
  | 'disclosure'
  | 'bill'
  | 'baseline';

export interface GateCheck {
  readonly id: GateCheckId;
  readonly met: boolean;
  /** What it rests on, or what is missing. */
  readonly because: string;
}

/** Below this a category is a guess. */
const SURE = 60;
/** A day has ward rounds, a night and the shifts between them. */
export const BASELINE_HOURS = 24;
const HOUR_MS = 3_600_000;

/** Every check, in the order in which people settle them. */
export function serviceGate(facts: GateFacts): readonly GateCheck[] {
  return [
    identityCheck(facts),
    said('place', facts.site, 'The site is recorded.', 'The site is not recorded.'),
    said('owner', facts.owner, `${facts.owner} is responsible.`, 'Nobody is responsible for it.'),
    said('zone', facts.zone, 'Its network zone is recorded.', 'Its network zone is not recorded.'),
    said(
      'criticality',
      facts.criticality,
      `A person said ${facts.criticality} of 5.`,
      'Nobody has said how critical it is.',
    ),
    {
      id: 'disclosure',
      met: facts.hasDisclosure,
      because: facts.hasDisclosure
        ? "The maker's disclosure form (MDS2) is on file."
        : "The maker's disclosure form (MDS2) is missing.",
    },
    {
      id: 'bill',
      met: facts.hasBill,
      because: facts.hasBill
        ? 'Its bill of materials (SBOM) is on file.'
        : 'Its bill of materials (SBOM) is missing.',
    },
    baselineCheck(facts),
  ];
}

export const isOpen = (checks: readonly GateCheck[]): boolean => checks.every(({ met }) => met);

function identityCheck({ category, vendor, model }: GateFacts): GateCheck {
  const missing = [
    ...(category.value === 'unknown' || category.confidence < SURE ? ['what kind it is'] : []),
    ...(vendor === null ? ['its maker'] : []),
    ...(model === null ? ['its model'] : []),
  ];
  const because =
    missing.length === 0 ? 'Kind, maker and model are known.' : `Not sure: ${missing.join(', ')}.`;
  return { id: 'identity', met: missing.length === 0, because };
}

function said(id: GateCheckId, value: unknown, known: string, missing: string): GateCheck {
  return { id, met: value !== null, because: value === null ? missing : known };
}

function baselineCheck({ firstAt, lastAt }: GateFacts): GateCheck {
  const hours = Math.floor((lastAt - firstAt) / HOUR_MS);
  const met = hours >= BASELINE_HOURS;
  return {
    ...{ id: 'baseline', met },
    because: met
      ? `Its traffic was seen over ${hours} hours. A baseline needs ${BASELINE_HOURS}.`
      : `Its traffic was seen over ${hours} of the ${BASELINE_HOURS} hours that a baseline needs.`,
  };
}
