/** Where a person goes after signing in: back to where they were sent away from, and nowhere outside this console. */

/** The address of the page for signing in, with the way back. */
export function signInAddress(from: string): string {
  return from === '/' || from.startsWith('/sign-in')
    ? '/sign-in'
    : `/sign-in?return=${encodeURIComponent(from)}`;
}

/** A path of this console; `/` for anything else. */
export function safeReturn(asked: string | undefined): string {
  if (!asked?.startsWith('/') || /^\/[/\\]/.test(asked)) return '/';
  const { origin } = window.location;
  return URL.canParse(asked, origin) && new URL(asked, origin).origin === origin ? asked : '/';
}
