/** Words of values that every page shows. */

export const valuesText = {
  unknown: 'Unknown',
  notRecorded: 'Not recorded',
  copy: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  showTyped: 'Show what is typed',
  ago: (age: string) => `${age} ago`,
  span: (from: string, to: string) => `${from} to ${to}`,
  noTime: 'Time unknown',
  severity: {
    critical: 'Critical',
    high: 'High',
    medium: 'Medium',
    low: 'Low',
    minimal: 'Minimal',
    unknown: 'Unknown',
  },
  confidence: { confirmed: 'Confirmed', observed: 'Observed', inferred: 'Inferred', unknown: 'Unknown' },
  decided: 'Set by a person',
  verdict: {
    'exploitable-now': 'Exploitable now',
    'in-zone': 'If attacker is in zone',
    'needs-hands': 'Needs hands on device',
    'needs-change': 'Needs a change',
    'not-exploitable': 'Not exploitable as used',
    fixed: 'Fixed in your version',
    unknown: 'Unknown',
  },
  score: (score: string, word: string, low: string, high: string) =>
    `${score}, ${word.toLowerCase()}, likely ${low} to ${high}`,
  scoreUnknown: 'Risk unknown',
  share: (part: string, whole: string) => `${part} of ${whole}`,
} as const;
