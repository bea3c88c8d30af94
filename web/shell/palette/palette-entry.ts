/** What the palette lists. A source is a hook that finds entries for what was typed. */

import type { ReactNode } from 'react';

export const PALETTE_GROUPS = ['devices', 'vulnerabilities', 'advisories', 'do', 'go'] as const;
export type PaletteGroup = (typeof PALETTE_GROUPS)[number];

export interface PaletteEntry {
  readonly id: string;
  readonly label: string;
  /** A few words beside it. */
  readonly note?: string;
  readonly icon?: ReactNode;
  /** Where it leads; or what it does. */
  readonly to?: string;
  readonly run?: () => void;
  /** What stands at the right while it is chosen: many questions end there. */
  readonly preview?: ReactNode;
}

export interface PaletteSource {
  readonly group: PaletteGroup;
  /** Entries for the typed text, best first; called while the palette is open. */
  readonly useEntries: (typed: string) => readonly PaletteEntry[];
}

/** Every word of the typed text stands somewhere in the label or the note. */
export function fits(typed: string, ...texts: readonly (string | undefined)[]): boolean {
  const whole = texts.join(' ').toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}
