/** Signing out: the session ends on the server, and nothing stays in memory. */

import { call } from '../api/client.ts';
import { signOut } from '../api/endpoints/sign-in.ts';
import { showProblem } from '../design/messages.tsx';

export function signOutHere(): void {
  call(signOut, {})
    .then(() => window.location.assign('/sign-in'))
    .catch((error: unknown) => showProblem(error));
}
