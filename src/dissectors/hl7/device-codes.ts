/**
 * Codes of ISO/IEEE 11073-10101 that tell what a device is and which version it has. A context-free code is
 * partition * 65536 + term code. IHE PCD TF-3 (device rows), HL7 PHD implementation guide (production specification).
 */

import {
  MODEL_MANUFACTURER,
  MODEL_NUMBER,
  SPEC_FIRMWARE,
  SPEC_HARDWARE,
  SPEC_PART,
  SPEC_PROTOCOL,
  SPEC_SERIAL,
  SPEC_SOFTWARE,
  SPEC_UNSPECIFIED,
} from '../encodings/production-spec.ts';

/** Devices (partition 1): the row of a medical device system says what the device is. */
export const DEVICE_TYPES: ReadonlyMap<number, string> = new Map([
  [69801, 'MDC_DEV_ANALY_SAT_O2_MDS'],
  [69965, 'MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS'],
  [69985, 'MDC_DEV_PUMP_INFUS_MDS'],
  [70001, 'MDC_DEV_SYS_PT_VENT_MDS'],
  [70101, 'MDC_DEV_PUMP_INFUS_RACK_MDS'],
]);

/** MDC_ATTR_ID_MODEL (partition 1): model, or `manufacturer=… model=…` as text. */
export const ATTRIBUTE_MODEL = 67880;
/** Production specifications with the name of their fact. */
export const PRODUCTION_SPECS: ReadonlyMap<number, string> = new Map([
  [MODEL_NUMBER, 'MDC_ID_MODEL_NUMBER'],
  [MODEL_MANUFACTURER, 'MDC_ID_MODEL_MANUFACTURER'],
  [SPEC_UNSPECIFIED, 'MDC_ID_PROD_SPEC_UNSPECIFIED'],
  [SPEC_SERIAL, 'MDC_ID_PROD_SPEC_SERIAL'],
  [SPEC_PART, 'MDC_ID_PROD_SPEC_PART'],
  [SPEC_HARDWARE, 'MDC_ID_PROD_SPEC_HW'],
  [SPEC_SOFTWARE, 'MDC_ID_PROD_SPEC_SW'],
  [SPEC_FIRMWARE, 'MDC_ID_PROD_SPEC_FW'],
  [SPEC_PROTOCOL, 'MDC_ID_PROD_SPEC_PROTOCOL'],
]);

const SYSTEM_TERM = /^MDC_DEV_[A-Z0-9_]{1,60}_MDS$/;

/** True for codes of partition 1, which holds devices. */
export function isObjectCode(code: number): boolean {
  return code >= 0x1_0000 && code < 0x2_0000;
}

/** `69985 MDC_DEV_PUMP_INFUS_MDS` when code or term name a medical device system; empty otherwise. */
export function deviceType(code: number, term: string): string {
  const known = DEVICE_TYPES.get(code);
  if (known !== undefined) return `${code} ${known}`;
  return isObjectCode(code) && SYSTEM_TERM.test(term) ? `${code} ${term}` : '';
}
