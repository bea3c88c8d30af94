/**
 * Unique Device Identification carriers in the formats of the three issuing agencies that the FDA accredits:
 * GS1 General Specifications 3.2 (application identifiers), ANSI/HIBC 2.6 (supplier labelling), ISBT 128 (ICCBBA).
 *
 *   GS1      (01)gtin14 (11)YYMMDD (17)YYMMDD (10)lot (21)serial   also without brackets, variable ones end at 1D
 *   HIBC     +LICC product unit-of-measure / $$date lot / S serial / 16Ddate  check character (modulo 43)
 *   ICCBBA   =/ 16 characters =, serial6 …
 */

/** Longer texts are no UDI: GS1 element strings hold 48 characters a symbol, HIBC and ISBT 128 fewer than 120. */
const UDI_LIMIT = 200;
const GROUP_SEPARATOR = '\u001d';
/** GS1 application identifiers with six digits behind them: production date, expiry and their kin (AI 11-17). */
const SIX_DIGITS = new Set(['11', '12', '13', '15', '16', '17']);
const HIBC_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%';

export interface Udi {
  readonly issuer: 'gs1' | 'hibcc' | 'iccbba';
  /** UDI-DI: which model; for GS1 the GTIN with its 14 digits. */
  readonly deviceIdentifier: string;
  /** Production identifiers; empty when not given. */
  readonly serial: string;
  readonly lot: string;
}

/** The UDI that `text` is as a whole, checked as far as the format has check digits; undefined when it is none. */
export function parseUdi(text: string): Udi | undefined {
  if (text.length < 8 || text.length > UDI_LIMIT) return undefined;
  if (text.startsWith('+')) return parseHibc(text);
  if (text.startsWith('=/')) return parseIccbba(text);
  return parseGs1(text);
}

function parseGs1(text: string): Udi | undefined {
  if (text.startsWith('(01)')) return parseGs1Brackets(text);
  const unmarked = text.replace(/^\][A-Za-z][0-9]/, '');
  const plain = unmarked.startsWith(GROUP_SEPARATOR) ? unmarked.slice(1) : unmarked;
  const gtin = /^01(\d{14})/.exec(plain)?.[1];
  if (gtin === undefined || !hasGtinCheckDigit(gtin)) return undefined;
  const production = { serial: '', lot: '' };
  let at = 16;
  while (at < plain.length) {
    if (plain[at] === GROUP_SEPARATOR) {
      at++;
      continue;
    }
    const identifier = plain.slice(at, at + 2);
    if (SIX_DIGITS.has(identifier)) {
      if (!/^\d{6}$/.test(plain.slice(at + 2, at + 8))) return undefined;
      at += 8;
    } else if (identifier === '10' || identifier === '21') {
      const separator = plain.indexOf(GROUP_SEPARATOR, at);
      const end = separator < 0 ? plain.length : separator;
      keepGs1(production, identifier, plain.slice(at + 2, end));
      at = end;
    } else return undefined;
  }
  return { issuer: 'gs1', deviceIdentifier: gtin, ...production };
}

function parseGs1Brackets(text: string): Udi | undefined {
  const production = { serial: '', lot: '' };
  let gtin = '';
  for (const element of text.split('(').slice(1)) {
    const close = element.indexOf(')');
    const identifier = element.slice(0, close);
    if (close < 2 || !/^\d{2,4}$/.test(identifier)) return undefined;
    const value = element.slice(close + 1).trim();
    if (identifier === '01') gtin = value;
    else keepGs1(production, identifier, value);
  }
  if (!/^\d{14}$/.test(gtin) || !hasGtinCheckDigit(gtin)) return undefined;
  return { issuer: 'gs1', deviceIdentifier: gtin, ...production };
}

function keepGs1(production: { serial: string; lot: string }, identifier: string, value: string): void {
  if (value.length > 20) return; // GS1 3.4.1 and 3.5.2: at most 20 characters
  if (identifier === '21') production.serial = value;
  if (identifier === '10') production.lot = value;
}

/** GS1 7.9.1: digits weighted 3, 1, 3, … from the right before the check digit; the sum is a multiple of ten. */
/** Whether the last of these digits is right (GS1 General Specifications 7.9). */
export function hasGtinCheckDigit(gtin: string): boolean {
  let sum = 0;
  for (let index = 0; index < gtin.length; index++) {
    sum += Number(gtin[index]) * (index % 2 === 0 ? 3 : 1);
  }
  return sum % 10 === 0;
}

function parseHibc(text: string): Udi | undefined {
  let sum = 0;
  for (const character of text.slice(0, -1)) {
    const value = HIBC_ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    sum += value;
  }
  if (HIBC_ALPHABET[sum % 43] !== text.at(-1)) return undefined;
  const [primary = '', ...secondary] = text.slice(1, -1).split('/');
  if (!/^[A-Z][0-9A-Z]{3}[0-9A-Z]{1,18}\d$/.test(primary)) return undefined;
  let serial = '';
  let lot = '';
  for (const part of secondary) {
    if (part.startsWith('S')) serial = part.slice(1);
    else if (part.startsWith('$+')) serial = part.slice(2);
    else if (part.startsWith('$$+')) serial = withoutHibcDate(part.slice(3));
    else if (part.startsWith('$$')) lot = withoutHibcDate(part.slice(2));
    else if (part.startsWith('$')) lot = part.slice(1);
  }
  return { issuer: 'hibcc', deviceIdentifier: primary, serial, lot };
}

/** ANSI/HIBC 2.6 table 5: what stands before lot or serial: MMYY, or a format digit 2 to 7 with its date. */
function withoutHibcDate(text: string): string {
  const lengths: Readonly<Record<string, number>> = { 2: 7, 3: 7, 4: 9, 5: 6, 6: 8, 7: 1 };
  return text.slice(lengths[text[0] ?? ''] ?? 4);
}

function parseIccbba(text: string): Udi | undefined {
  const deviceIdentifier = /^=\/([0-9A-Z]{16})(?:[=&]|$)/.exec(text)?.[1];
  if (deviceIdentifier === undefined) return undefined;
  const serial = /=,([0-9A-Z]{6})(?:[=&]|$)/.exec(text)?.[1] ?? '';
  const lot = /&,1([0-9A-Z]{18})(?:[=&]|$)/.exec(text)?.[1] ?? '';
  return { issuer: 'iccbba', deviceIdentifier, serial, lot };
}
