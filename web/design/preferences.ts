/**
 * What a person sets for this browser: density of lists, text size, keyboard shortcuts, columns of each list. Kept in the
 * browser alone; a value that is not understood counts as not set.
 */

import { useSyncExternalStore } from 'react';
import { z } from 'zod';

const STORED_AS = 'wardlight.preferences';

const Preferences = z.object({
  density: z.enum(['compact', 'comfortable', 'touch']).optional(),
  textSize: z.enum(['100', '112', '125']).default('100'),
  keys: z.boolean().default(true),
  navigation: z.enum(['wide', 'narrow']).optional(),
  /** Hidden columns by list. */
  hiddenColumns: z.record(z.string(), z.array(z.string())).default({}),
});
export type Preferences = z.output<typeof Preferences>;
export type Density = NonNullable<Preferences['density']>;

let present = read();
const listeners = new Set<() => void>();

function read(): Preferences {
  try {
    return Preferences.parse(JSON.parse(localStorage.getItem(STORED_AS) ?? '{}'));
  } catch {
    return Preferences.parse({});
  }
}

export function setPreferences(changed: Partial<Preferences>): void {
  present = { ...present, ...changed };
  localStorage.setItem(STORED_AS, JSON.stringify(present));
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const readPreferences = (): Preferences => present;

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, readPreferences);
}
