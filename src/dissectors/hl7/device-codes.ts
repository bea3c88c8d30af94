/**
 * Codes of ISO/IEEE 11073-10101 that tell what a device is and which version it has. A context-free code is
 * partition * 65536 + term code. IHE PCD TF-3 (device rows), HL7 PHD implementation guide (production specification).
 */

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
/** Partition 8: terms 7681 to 7689. */
export const MODEL_NUMBER = 531969;
export const MODEL_MANUFACTURER = 531970;
export const PRODUCTION_SPECS: ReadonlyMap<number, string> = new Map([
  [MODEL_NUMBER, 'MDC_ID_MODEL_NUMBER'],
  [MODEL_MANUFACTURER, 'MDC_ID_MODEL_MANUFACTURER'],
  [531971, 'MDC_ID_PROD_SPEC_UNSPECIFIED'],
  [531972, 'MDC_ID_PROD_SPEC_SERIAL'],
  [531973, 'MDC_ID_PROD_SPEC_PART'],
  [531974, 'MDC_ID_PROD_SPEC_HW'],
  [531975, 'MDC_ID_PROD_SPEC_SW'],
  [531976, 'MDC_ID_PROD_SPEC_FW'],
  [531977, 'MDC_ID_PROD_SPEC_PROTOCOL'],
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
