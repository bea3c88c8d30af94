/** Backups: when the last one was taken, and the commands. */

import { pagesText } from './pages.ts';

export const backupsText = {
  title: pagesText.backups,
  lead: 'A backup has everything that this server knows, of all its organisations.',
  last: 'Last backup',
  never: 'No backup was taken yet',
  neverReason: 'None was taken with the command below since this version runs.',
  neverHelp: 'Without a backup, a broken disk takes everything with it.',
  old: 'The last backup is older than a week.',
  where: 'Folder',
  size: 'Size',
  rows: 'Rows',
  taken: 'Taken',
  gone: 'Folder is gone',
  goneHelp: 'It was moved or deleted, or this server cannot see it.',
  there: 'Is there',
  state: 'Folder now',
  list: 'Backups taken',
  how: 'How to take one',
  howHelp: 'On the machine of the server, while it runs too. Copy the folder to another machine afterwards.',
  verify: 'Check that it is whole',
  verifyHelp: 'Reads every file and compares it with its checksum. No server is needed.',
  restore: 'Bring it back',
  restoreHelp: 'Into an empty data folder, by the same version of Wardlight.',
  keys: 'Keep with it: server-secret and audit-key from the data folder. Without the first everybody sets up their second factor anew; without the second the audit log is signed by a new key.',
  copy: 'Copy the command',
  copied: 'Copied',
  command: (day: string) => `wardlight db backup /srv/backups/wardlight-${day}`,
  verifyCommand: (folder: string) => `wardlight db verify ${folder}`,
  restoreCommand: (folder: string) => `WARDLIGHT_DATA=/srv/new wardlight db restore ${folder}`,
} as const;
