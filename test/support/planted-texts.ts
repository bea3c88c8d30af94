/** The texts about persons that the sample capture holds, and how to look for them. */

import { PLANTED } from '../../sample/hosts.ts';

/** Part of every planted text. */
export const MARK = 'planted';

/** The ways in which octets of the mark may stand in a text: as they are, as hexadecimal digits, in Base64. */
export function disguises(mark: string): string[] {
  const octets = Buffer.from(mark);
  const base64 = [0, 1, 2].map((shift) => {
    // Octets in front shift the six-bit groups; only the groups that the mark fills alone are looked for.
    const whole = Buffer.concat([Buffer.alloc(shift), octets]).toString('base64');
    return whole.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + octets.length) * 8) / 6));
  });
  const spelled = [...octets].map((octet) => octet.toString(16).padStart(2, '0'));
  return [spelled.join(''), spelled.join(' '), spelled.join(':'), ...base64];
}

/** Which of the planted texts stand in a text, in whatever case or encoding. */
export function plantedIn(text: string): string[] {
  const lowered = text.toLowerCase();
  const plain = [MARK, ...Object.values(PLANTED)].filter((planted) =>
    lowered.includes(planted.toLowerCase()),
  );
  const hidden = [MARK, MARK.toUpperCase()]
    .flatMap(disguises)
    .filter((disguise) => text.includes(disguise) || text.includes(disguise.toUpperCase()));
  return [...plain, ...hidden];
}
