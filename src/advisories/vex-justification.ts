/** The five justifications of "not affected" that CSAF flags and OpenVEX share. */

import type { VexJustification } from '../vulnerability/vulnerability-record.ts';

export const VEX_JUSTIFICATIONS: readonly VexJustification[] = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
];
