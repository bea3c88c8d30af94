/** Sending files in parts. */

export const uploadText = {
  choose: 'Choose files',
  queue: 'Being sent',
  waiting: 'Waits',
  sending: (share: string) => `${share} sent`,
  stopped: 'Stopped',
  resume: 'Go on',
  stop: 'Stop',
  forget: 'Forget',
  needsFile: 'Choose the same file again to go on.',
  done: 'Sent',
  same: (name: string) => `The same octets as ${name}, which is already here.`,
} as const;
