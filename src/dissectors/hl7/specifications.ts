/**
 * Rows that say which model and version a device is: production specifications, model and system identity
 * (ISO/IEEE 11073-10101, IHE PCD TF-2 appendix B). Only rows named here are read, and only values that look like one.
 *
 *   531975 MDC_ID_PROD_SPEC_SW   `15.1.0`, or of some pumps `InfuserType=PLUM_360~Infuser Software=15.11.00~…`
 *   67880  MDC_ATTR_ID_MODEL     `Evita V800`, or `manufacturer=Maker model=Pump 1`
 */

import { parseEui64 } from '../encodings/eui64.ts';
import { MODEL_MANUFACTURER, MODEL_NUMBER } from '../encodings/production-spec.ts';
import { deviceUuid } from '../encodings/uuid.ts';
import { ATTRIBUTE_MODEL, ATTRIBUTE_SYSTEM_ID, PRODUCTION_SPECS } from './device-codes.ts';
import { addFact, type Device } from './devices.ts';
import { companyText, deviceText, numberedText } from './equipment-identifier.ts';
import type { Segments } from './segments.ts';

/** Pairs `name=value` read of one value. */
export const PAIR_LIMIT = 8;

const PAIR = /^([A-Za-z][A-Za-z ]{1,31})=(.{1,64})$/;

/** Whether a row with this code says what a device is. */
export const isSpecification = (code: number): boolean =>
  PRODUCTION_SPECS.has(code) || code === ATTRIBUTE_MODEL || code === ATTRIBUTE_SYSTEM_ID;

/** Reads OBX-5 of the row that `segments` stands on for `device`. */
export function readSpecification(code: number, segments: Segments, device: Device): void {
  const type = segments.field(2);
  if (type !== 'ST' && type !== 'TX' && type !== '') return;
  const raw = segments.field(5);
  if (raw.includes(segments.component)) return;
  if (raw.includes(segments.repetition)) {
    const parts = raw.split(segments.repetition, PAIR_LIMIT);
    readPairs(
      code,
      parts.map((part) => segments.componentOf(part, 1)),
      device,
    );
    return;
  }
  const value = segments.componentOf(raw, 1);
  if (code === ATTRIBUTE_MODEL) readModel(value, device);
  else if (code === ATTRIBUTE_SYSTEM_ID) readSystemId(value, device);
  else if (code === MODEL_NUMBER) addFact(device, 'MDC_ID_MODEL_NUMBER', deviceText(value));
  else if (code === MODEL_MANUFACTURER) addFact(device, 'MDC_ID_MODEL_MANUFACTURER', companyText(value));
  else {
    const field = PRODUCTION_SPECS.get(code) ?? '';
    const text = numberedText(value);
    if (field === 'MDC_ID_PROD_SPEC_SERIAL' && text !== '') device.serial = text;
    addFact(device, field, text);
  }
}

/** Versions of several parts: that of the part named software, or firmware, is that of the device. */
function readPairs(code: number, texts: readonly string[], device: Device): void {
  const field = PRODUCTION_SPECS.get(code);
  const wanted = field === 'MDC_ID_PROD_SPEC_FW' ? /firmware/i : /software/i;
  if (field !== 'MDC_ID_PROD_SPEC_SW' && field !== 'MDC_ID_PROD_SPEC_FW') return;
  const pairs = texts.map((text) => PAIR.exec(text)).filter((pair) => pair !== null);
  const [, , version = ''] = pairs.find(([, name = '']) => wanted.test(name)) ?? [];
  const [, , model = ''] = pairs.find(([, name = '']) => /type$/i.test(name)) ?? [];
  addFact(device, field, numberedText(version));
  addFact(device, 'MDC_ATTR_ID_MODEL', numberedText(model));
}

/** MDC_ATTR_ID_MODEL: a plain model, or `manufacturer=Maker model=Pump 1`. */
function readModel(text: string, device: Device): void {
  const pairs = /^\s*manufacturer=(.{1,64}?)[;,]?\s+model=(.{1,64})$/i.exec(text);
  if (pairs) {
    addFact(device, 'MDC_ATTR_ID_MODEL-manufacturer', companyText(pairs[1] ?? ''));
    addFact(device, 'MDC_ATTR_ID_MODEL', deviceText(pairs[2] ?? ''));
  } else addFact(device, 'MDC_ATTR_ID_MODEL', deviceText(text));
}

function readSystemId(text: string, device: Device): void {
  const identity = parseEui64(text) ?? deviceUuid(text, '');
  if (identity === '') return;
  device.systemId = identity;
  addFact(device, 'MDC_ATTR_SYS_ID', identity);
}
