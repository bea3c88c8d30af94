/** Putting a device into service. */

import { plural } from './plural.ts';

export const serviceText = {
  title: 'Not in service yet',
  met: (met: number, all: number) => `${met} of ${all} checks met`,
  isMet: 'Met',
  isMissing: 'Missing',
  put: 'Put into service',
  putByException: 'Put into service by exception',
  ask: (name: string) => `Put ${name} into service?`,
  openHelp: 'Everything that the gate asks is known.',
  shutHelp: (missing: number) =>
    `${plural(missing, 'check is', 'checks are')} not met. An exception stands in the timeline with your name.`,
  exception: 'Why it goes into service all the same',
  exceptionHelp: 'Needed by the ward today, the form is asked for, …',
  done: 'Put into service',
} as const;
