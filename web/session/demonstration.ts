/** Leaving the demonstration hospital, and taking it away, from within it or from outside. */

import { actFor, call } from '../api/client.ts';
import { removeDemonstration } from '../api/endpoints/demonstration.ts';
import { switchOrganisation, useMe } from './me.tsx';

/** Whose demonstration one looks at; undefined in a real hospital. */
export function useDemonstrationOf(): string | undefined {
  const { organisation, organisations } = useMe();
  return organisations.find(({ id }) => id === organisation)?.demonstrationOf ?? undefined;
}

/** The hospital to which it belongs takes it away; the page then begins anew there. Throws as the client does. */
export async function leaveAndRemove(owner: string, present: string): Promise<void> {
  actFor(owner);
  try {
    await call(removeDemonstration, {});
  } catch (error) {
    actFor(present);
    throw error;
  }
  switchOrganisation(owner);
}
