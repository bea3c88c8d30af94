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

/** Terms of medical device systems, for senders that write the code alone. */
export const DEVICE_TYPES: ReadonlyMap<number, string> = new Map([
  [69801, 'MDC_DEV_ANALY_SAT_O2_MDS'],
  [69965, 'MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS'],
  [69985, 'MDC_DEV_PUMP_INFUS_MDS'],
  [69986, 'MDC_DEV_PUMP_INFUS_VMD'],
  [70001, 'MDC_DEV_SYS_PT_VENT_MDS'],
  [70049, 'MDC_DEV_PUMP_INFUS_LVP_MDS'],
  [70050, 'MDC_DEV_PUMP_INFUS_LVP_VMD'],
  [70053, 'MDC_DEV_PUMP_INFUS_SYRINGE_MDS'],
  [70054, 'MDC_DEV_PUMP_INFUS_SYRINGE_VMD'],
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

/** MDC_ATTR_SYS_ID (partition 1): identity of the system, an EUI-64 or UUID. */
export const ATTRIBUTE_SYSTEM_ID = 67972;

/** Terms 4096 to 8191 of partition 1 are devices; below are attributes. */
const FIRST_DEVICE = 0x1_1000;
const BEHIND_DEVICES = 0x1_2000;
const DEVICE_TERM = /^MDC_DEV_[A-Z0-9_]{1,60}_(MDS|VMD)$/;

/** `system`: a medical device system (MDS), the device as a whole; `module`: a virtual medical device (VMD) in it. */
export interface DeviceCode {
  readonly level: 'system' | 'module';
  /** `69985 MDC_DEV_PUMP_INFUS_MDS`; the code alone when nobody says the term, the term alone when there is no code yet. */
  readonly text: string;
  /** Equal for system, module and channel of one kind: their codes differ in the last two bits. 0 without a code. */
  readonly kind: number;
}

/** Whether a row with this code may be a device: cheaper than reading its term. */
export const mayBeDevice = (code: number): boolean =>
  code === 0 || (code >= FIRST_DEVICE && code < BEHIND_DEVICES);

/** What a row of the containment tree is by its code and term; undefined for all but systems and modules. */
export function deviceCode(code: number, term: string): DeviceCode | undefined {
  const suffix = DEVICE_TERM.exec(term)?.[1];
  if (!mayBeDevice(code)) return undefined;
  if (code === 0) return suffix ? { level: levelOf(suffix), text: term, kind: 0 } : undefined;
  const known = DEVICE_TYPES.get(code) ?? (suffix ? term : '');
  const part = code & 3;
  if (known === '' && part !== SYSTEM_PART && part !== MODULE_PART) return undefined;
  const level = known === '' ? (part === SYSTEM_PART ? 'system' : 'module') : levelOf(known.slice(-3));
  return { level, text: known === '' ? `${code}` : `${code} ${known}`, kind: code >>> 2 };
}

/** ISO/IEEE 11073-10101: of four codes in a row the second is the system, the third the module, the fourth the channel. */
const SYSTEM_PART = 1;
const MODULE_PART = 2;
const levelOf = (suffix: string) => (suffix === 'MDS' ? 'system' : 'module');
