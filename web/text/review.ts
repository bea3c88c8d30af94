/** What a person should look at: devices of which Wardlight is not sure. */

import { pagesText } from './pages.ts';

export const reviewText = {
  title: pagesText.review,
  lead: 'What a person should look at. What you decide outranks traffic.',
  what: 'Devices in doubt',
  queues: {
    label: 'Why it is in doubt',
    staged: 'New, not in service',
    'kind-unknown': 'Kind unknown',
    'kind-doubtful': 'Kind in doubt',
    'critical-model': 'Critical, model unknown',
    'critical-place': 'Critical, place not recorded',
    'named-only': 'Named by a gateway only',
  },
  help: {
    staged: 'First seen within 30 days, and nobody has put them into service yet.',
    'kind-unknown': 'Nothing that was read tells what these are. Say it, or capture their start-up.',
    'kind-doubtful': 'One weak sign tells what these are. Say whether it is right.',
    'critical-model': 'Advisories are matched by model: without it nobody can say what affects these.',
    'critical-place': 'In an incident somebody has to walk there.',
    'named-only':
      'Known from messages of a gateway alone. Each may be a device that is listed already: join the two.',
  },
  columns: {
    device: 'Device',
    guess: 'What Wardlight says',
    maker: 'Maker and model',
    address: 'Address',
    criticality: 'Criticality',
    seen: 'Seen',
    act: 'Decide',
  },
  sayKind: 'Say what it is',
  sayModel: 'Say the model',
  same: 'Same device?',
  sayPlace: 'Record the place',
  settleService: 'Put into service',
  confidence: (points: number) => `${points} of 100`,
  none: 'Nothing to review here.',
  noneHelp: (all: string) => `${all} were looked at.`,
} as const;
