/** Foot of a list: how many rows, and the keys that move among them. */

import { Kbd } from '@mantine/core';
import type { ReactNode } from 'react';
import { tableText } from '../../text/table.ts';
import { useBoundKeys } from '../keys.ts';
import { usePreferences } from '../preferences.ts';
import styles from './data-table.module.css';

interface TableFootProps {
  readonly shown: number;
  readonly total: number | undefined;
  readonly more: { readonly loading: boolean } | undefined;
  readonly children: ReactNode;
}

const words = tableText.keys;
/** Shown as far as they are bound at the moment. */
const SHOWN = [
  { key: 'j', caps: ['J', 'K'], word: words.move },
  { key: 'Enter', caps: ['Enter'], word: words.open },
  { key: 'x', caps: ['X'], word: words.select },
  { key: 'f', caps: ['F'], word: words.filter },
  { key: '?', caps: ['?'], word: words.all },
] as const;

export function TableFoot({ shown, total, more, children }: TableFootProps) {
  const { keys } = usePreferences();
  const bound = useBoundKeys();
  return (
    <footer className={styles.foot}>
      <span role="status">
        {total === undefined ? tableText.shown(shown, more !== undefined) : tableText.shownOf(shown, total)}
        {more?.loading && ` ${tableText.loadingMore}`}
      </span>
      {keys && (
        <span className={`${styles.keys} not-printed`} aria-hidden="true">
          {SHOWN.filter(({ key }) => bound.some((binding) => binding.keys === key)).map(
            ({ key, caps, word }) => (
              <span key={key}>
                {caps.map((cap) => (
                  <Kbd key={cap}>{cap}</Kbd>
                ))}{' '}
                {word}
              </span>
            ),
          )}
        </span>
      )}
      <span className={styles.footNote}>{children}</span>
    </footer>
  );
}
