/** Terms of the field, explained where they stand. The words are those of docs/glossary.md; a test holds them together. */

export const TERMS = {
  'active query': 'a question that is sent to a device; a query alone is what people ask of the store',
  advisory: 'a document of a maker or an authority on vulnerabilities and what to do about them',
  alert: 'something that somebody should look at, with a state of all',
  band: 'the name of a score, from critical to minimal',
  'break-glass': 'permissions taken in an emergency, judged afterwards',
  confidence: '0 to 100: how far the evidence carries the value',
  conflict: 'an import and what was known differ in a value that a device has only one of',
  control: 'what stands before a device, and how sure that is',
  conversation: 'who talked with whom over what: two ends, transport, port, protocol',
  'CVSS score': '0 to 10: how severe a vulnerability is by itself, on no device in particular',
  EPSS: 'how likely a vulnerability is attacked anywhere within 30 days',
  evidence: 'an observation that supports a value of an attribute',
  feed: 'outside source of vulnerability data',
  finding: 'a vulnerability on a device, with its status and reasons',
  'known exploited': 'on a list of vulnerabilities that attackers have used, such as KEV of CISA',
  precondition: 'what must be so before a vulnerability can be exploited on a device',
  probe: 'one kind of question, with limits on what it sends',
  rank: 'the place of a vulnerability among all here, the one to deal with first in front',
  'risk model': 'the document of all weights',
  score: 'risk as it is shown, 0 to 100; it rises with likelihood and impact',
  sensor: 'a Wardlight that listens and delivers to another',
  task: 'what a person or the holders of a role have to do, by a day',
  'uncertain pair': 'two names that may be one product, for a person to decide',
  verdict: 'whether a vulnerability can be exploited on a device, as the device is used',
} as const;
export type TermName = keyof typeof TERMS;
