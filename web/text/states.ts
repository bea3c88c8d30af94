/** What a page says when there is nothing to show, nothing may be shown, or nothing came. */

export const statesText = {
  loading: 'Loading',
  failed: (what: string) => `${what} did not load.`,
  tryAgain: 'Try again',
  forSupport: (id: string) => `For support: ${id}`,
  noPermission: 'You may not see this.',
  needs: (right: string) => `It needs the right "${right}". An administrator can give it to you.`,
  offlineSince: (time: string) => `Not live since ${time}. Numbers are from then.`,
  again: (seconds: number | undefined) => (seconds ? `Trying again in ${seconds} s.` : 'Trying again.'),
  unreachable: 'The server does not answer. Check the network between this computer and the server.',
  notUnderstood:
    'The server answered in a way that this console does not know. Load the page again: it may be older than the server.',
  tooManyRequests: 'Too many requests from your address. Wait a minute.',
  undo: 'Undo',
  dismiss: 'Close this message',
  cancel: 'Cancel',
  brokenPage: 'This page broke.',
  brokenPageHelp:
    'The rest of the console still works. Load the page again; if it happens again, report what stands below.',
  reload: 'Load the page again',
} as const;
