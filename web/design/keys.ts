/**
 * Keyboard shortcuts: `j`, `?`, `g d` (one after the other), `mod+k` (Ctrl or Cmd). Parts of a page say which they have
 * while they are shown; `?` lists all of them; a person may switch single-letter ones off (WCAG 2.1.4).
 */

import { useEffect, useRef, useSyncExternalStore } from 'react';
import { readPreferences } from './preferences.ts';

export interface KeyBinding {
  /** `j`, `Enter`, `g d`, `mod+k`. */
  readonly keys: string;
  /** What it does, for the list: "Next row". */
  readonly does: string;
  readonly run: () => void;
}

/** Time between the two keys of a sequence. */
const SEQUENCE_MS = 1_200;

let bound: readonly (readonly KeyBinding[])[] = [];
const listeners = new Set<() => void>();
let begun = { key: '', at: 0 };

function change(next: typeof bound): void {
  bound = next;
  for (const listener of listeners) listener();
}

/** Binds keys while the calling component is shown; the newest binding of a key wins. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const current = useRef(bindings);
  current.current = bindings;
  const shape = bindings.map(({ keys, does }) => `${keys}\t${does}`).join('\n');
  useEffect(() => {
    const own = shape.split('\n').map((line, index): KeyBinding => {
      const [keys = '', does = ''] = line.split('\t');
      return { keys, does, run: () => current.current[index]?.run() };
    });
    if (shape === '') return;
    change([...bound, own]);
    return () => change(bound.filter((each) => each !== own));
  }, [shape]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** All bindings of the moment, those of the page after those of the shell. */
export function useBoundKeys(): readonly KeyBinding[] {
  return useSyncExternalStore(subscribe, () => bound).flat();
}

/** Listens on the window; called once by the shell. */
export function listenToKeys(): () => void {
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const withMod = event.ctrlKey || event.metaKey;
  const key = withMod ? `mod+${event.key.toLowerCase()}` : event.key;
  if (!withMod && (!readPreferences().keys || isTyping(event.target) || isInDialog(event.target))) return;
  const sequence = event.timeStamp - begun.at < SEQUENCE_MS ? `${begun.key} ${key}` : key;
  begun = { key, at: event.timeStamp };
  const binding = find(sequence) ?? find(key);
  if (!binding) return;
  // A focused button or link answers Enter itself.
  if (key === 'Enter' && isControl(event.target)) return;
  event.preventDefault();
  begun = { key: '', at: 0 };
  binding.run();
}

function find(keys: string): KeyBinding | undefined {
  return bound.flat().findLast((binding) => binding.keys === keys);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
}

const isInDialog = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('[role="dialog"], [role="menu"]') !== null;

const isControl = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('a, button, [role="button"]') !== null;
