/** Terms of the field, explained where they stand. The words are those of docs/glossary.md; a test holds them together. */

export const TERMS = {
  advisory: 'a document of a maker or an authority on vulnerabilities and what to do about them',
  band: 'the name of a score, from critical to minimal',
  'CVSS score': '0 to 10: how severe a vulnerability is by itself, on no device in particular',
  EPSS: 'how likely a vulnerability is attacked anywhere within 30 days',
  finding: 'a vulnerability on a device, with its status and reasons',
  'known exploited': 'on a list of vulnerabilities that attackers have used, such as KEV of CISA',
  precondition: 'what must be so before a vulnerability can be exploited on a device',
  rank: 'the place of a vulnerability among all here, the one to deal with first in front',
  'risk model': 'the document of all weights',
  score: 'risk as it is shown, 0 to 100; it rises with likelihood and impact',
  verdict: 'whether a vulnerability can be exploited on a device, as the device is used',
} as const;
export type TermName = keyof typeof TERMS;
