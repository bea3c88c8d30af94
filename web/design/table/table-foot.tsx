/** Foot of a list: how many rows, and the keys that move among them. */

import { Kbd } from '@mantine/core';
import type { ReactNode } from 'react';
import { tableText } from '../../text/table.ts';
import { usePreferences } from '../preferences.ts';
import styles from './data-table.module.css';

interface TableFootProps {
  readonly shown: number;
  readonly total: number | undefined;
  readonly more: { readonly loading: boolean } | undefined;
  readonly canSelect: boolean;
  readonly children: ReactNode;
}

export function TableFoot({ shown, total, more, canSelect, children }: TableFootProps) {
  const { keys } = usePreferences();
  const words = tableText.keys;
  return (
    <footer className={styles.foot}>
      <span role="status">
        {total === undefined ? tableText.shown(shown, more !== undefined) : tableText.shownOf(shown, total)}
        {more?.loading && ` ${tableText.loadingMore}`}
      </span>
      {keys && (
        <span className={`${styles.keys} not-printed`} aria-hidden="true">
          <Kbd>J</Kbd> <Kbd>K</Kbd> {words.move} <Kbd>Enter</Kbd> {words.open}
          {canSelect && (
            <>
              {' '}
              <Kbd>X</Kbd> {words.select}
            </>
          )}{' '}
          <Kbd>F</Kbd> {words.filter} <Kbd>?</Kbd> {words.all}
        </span>
      )}
      <span className={styles.footNote}>{children}</span>
    </footer>
  );
}
