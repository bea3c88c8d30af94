/** What answers of a security disclosure form mean for the worth of a device. A claim of the maker, not an observation. */

import type { FormAnswer } from './form-reader.ts';

export interface DeviceClaims {
  /** Whether it shows, sends, keeps or changes data of patients. */
  readonly handlesPatientData?: boolean;
  /** Whether all data that it keeps is encrypted. */
  readonly encryptedAtRest?: boolean;
}

/** Questions that say something, by what they say (ANSI/NEMA HN 1-2019). */
const CLAIM_QUESTIONS = { handlesPatientData: 'MPII-1', encryptedAtRest: 'STCF-1.1' } as const;

/** What is claimed; anything but yes and no claims nothing. */
export function deviceClaims(answers: Readonly<Record<string, FormAnswer | undefined>>): DeviceClaims {
  const claim = (name: keyof typeof CLAIM_QUESTIONS) => {
    const answer = answers[CLAIM_QUESTIONS[name]];
    return answer === 'yes' || answer === 'no' ? { [name]: answer === 'yes' } : {};
  };
  return { ...claim('handlesPatientData'), ...claim('encryptedAtRest') };
}
