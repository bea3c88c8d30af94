/**
 * What scoring is told: a vulnerability, a device, and that vulnerability on this device. Plain values; whoever matches,
 * reads feeds or knows the network fills them in. What is not known is absent.
 */

import type { Applicability, PreconditionState, SafetyRole, Validation, Zone } from './risk-model.ts';

/** How mature the known exploits are. */
export type ExploitMaturity = 'none' | 'proof-of-concept' | 'weaponised';

/** What is known about attackers and a vulnerability. */
export interface ThreatFacts {
  /** EPSS probability, 0 to 1. */
  readonly prediction?: number;
  readonly knownExploited?: boolean;
  /** Known in ransomware campaigns, or in one against the health sector. */
  readonly ransomware?: boolean;
  /** SSVC exploitation `active`. */
  readonly activeExploitation?: boolean;
  readonly exploit?: ExploitMaturity;
}

/** What is lost when the vulnerability is exploited, each 0 (nothing), 0.5 (partly) or 1 (all). */
export interface Consequence {
  readonly confidentiality: number;
  readonly integrity: number;
  readonly availability: number;
}

export interface VulnerabilityFacts {
  /** CVE id or the id of a posture fact. */
  readonly id: string;
  readonly threat: ThreatFacts;
  /** Absent when no vector is known. */
  readonly consequence?: Consequence;
  /** Anybody on the network can do it without preparation, account or help, and takes all. */
  readonly trivialAndTotal?: boolean;
  /** The vector itself says that people may be hurt (CVSS v4.0 MSI:S, MSA:S or S:P). */
  readonly safetyStated?: boolean;
}

/** The worth of a device, each part 0 to 1. */
export interface DeviceValue {
  readonly safety: number;
  readonly continuity: number;
  readonly data: number;
  readonly operations: number;
}

/** How likely an attacker can send to the device, without the controls that are listed apart. */
export interface Reach {
  readonly value: number;
  /** From the zone alone, or from paths over observed traffic. */
  readonly source: 'zone' | 'observed';
}

export interface RiskDevice {
  readonly id: string;
  /** 1 (administrative) to 5 (life-sustaining). */
  readonly criticality: number;
  readonly value: DeviceValue;
  /** Life-sustaining without a fallback: losing availability is losing safety. */
  readonly sustainsLife: boolean;
  /** 1 to 1.25. */
  readonly attractiveness: number;
  readonly reach: Reach;
}

/** A control that stands before this device. */
export interface AppliedControl {
  /** Id in the catalogue of controls: `M1`. */
  readonly id: string;
  readonly validation: Validation;
  /** 0 to 1; absent: the default of the model for this id. */
  readonly effectiveness?: number;
}

/** A vulnerability on a device. */
export interface RiskFinding {
  readonly vulnerability: VulnerabilityFacts;
  /** Findings with one root cause (component, service, fix) share a group and count once. */
  readonly group: string;
  readonly applicability: Applicability;
  readonly preconditions: readonly PreconditionState[];
  readonly controls: readonly AppliedControl[];
}

/** What is known about a device that gives it its worth. */
export interface DeviceWorth {
  /** 1 to 5. */
  readonly criticality: number;
  readonly safetyRole: SafetyRole;
  readonly hasFallback?: boolean;
  readonly managesManyPatients?: boolean;
  readonly hasSpare?: boolean;
  /** Patient records on it; absent: not known. */
  readonly records?: number;
  readonly encryptedAtRest?: boolean;
  /** 0 to 1: cost of an outage and fines in relation to the worst of the house. */
  readonly operations?: number;
  readonly zone?: Zone;
  readonly makerInCampaign?: boolean;
}
