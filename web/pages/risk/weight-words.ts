/** What a weight is called: `applicability.notAffected.1` reads "Not affected, likeliest". */

import { riskText } from '../../text/risk.ts';

const text = riskText.formula;
/** Parts whose numbers are lowest, likeliest and highest value. */
const SPREADS = /^(?:applicability|preconditions)\.|^impact\.unknownConsequence\./;

export function weightWords(path: string): string {
  const [group = '', ...names] = path.split('.');
  if (names.length === 0) return text.groups[group] ?? plain(group);
  const words = names.map((name) => (SPREADS.test(path) ? (text.ends[name] ?? plain(name)) : plain(name)));
  return words.join(', ').replace(/^./, (letter) => letter.toUpperCase());
}

/** With the part of the formula: "Applicability: not affected, likeliest". */
export function wholeWeightWords(path: string): string {
  const [group = '', ...names] = path.split('.');
  const part = text.groups[group] ?? plain(group);
  return names.length === 0
    ? part
    : `${part}: ${weightWords(path).replace(/^./, (letter) => letter.toLowerCase())}`;
}

/** `notAffected` and `flat-enterprise` in words; ids of controls stay. */
function plain(name: string): string {
  if (/^M\d+$/.test(name)) return name;
  if (/^\d+$/.test(name)) return String(Number(name) + 1);
  return name.replaceAll('-', ' ').replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
