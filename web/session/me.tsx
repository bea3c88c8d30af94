/** Who is signed in, for everything inside the shell: read once, asked again when it may have changed. */

import { createContext, type ReactNode, useContext } from 'react';
import type { z } from 'zod';
import type { Me as MeSchema } from '../../src/contract/me.ts';
import { chooseOrganisation, chosenOrganisation } from '../api/ahead.ts';
import { actFor } from '../api/client.ts';
import { readMe } from '../api/endpoints/people.ts';
import { askAnswer, useAnswer } from '../api/queries.ts';
import { ErrorState, LoadingSkeleton } from '../design/states.tsx';
import { sessionText } from '../text/session.ts';

export type Me = z.output<typeof MeSchema>;

const MeContext = createContext<Me | undefined>(undefined);

/** Before the first request: the organisation that the person chose the last time. */
export function restoreOrganisation(): void {
  actFor(chosenOrganisation());
}

/** Everything is loaded anew: nothing of one organisation stays in memory for another. */
export function switchOrganisation(id: string): void {
  chooseOrganisation(id);
  window.location.assign('/');
}

/** A person who was taken out of the chosen organisation is let into their own. */
export function forgetOrganisation(): void {
  chooseOrganisation(undefined);
  actFor(undefined);
}

/** Asks who is signed in before anything is shown. */
export const askMe = askAnswer(readMe, {});

/** Shows its children once it is known who asks. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const me = useAnswer(readMe, {});
  if (me.data) return <MeContext value={me.data}>{children}</MeContext>;
  if (me.isPending) return <LoadingSkeleton />;
  return (
    <main>
      <ErrorState what={sessionText.yourAccount} error={me.error} onRetry={() => void me.refetch()} />
    </main>
  );
}

/** Only inside the shell. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('asked who is signed in outside the shell');
  return me;
}

/** Whether the person may do something: `inventory:edit`. What they may not is left out, not grey. */
export function useMay(permission: string | undefined): boolean {
  const { permissions } = useMe();
  return permission === undefined || permissions.includes(permission);
}
