/** The bar above every page: where one is, search, how fresh the data is, who one is. */

import { ActionIcon, Kbd } from '@mantine/core';
import { IconHelp, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { shellText } from '../text/shell.ts';
import { FreshnessPill } from './freshness-pill.tsx';
import { NoticeBell } from './notice-bell.tsx';
import { OrganisationSwitch } from './organisation-switch.tsx';
import { PersonMenu } from './person-menu.tsx';
import { ProductMark } from './product-mark.tsx';
import styles from './top-bar.module.css';

interface TopBarProps {
  readonly onSearch: () => void;
  readonly onHelp: () => void;
}

export function TopBar({ onSearch, onHelp }: TopBarProps) {
  return (
    <header className={`${styles.bar} not-printed`}>
      <Link to="/" className={styles.mark} aria-label={shellText.product}>
        <ProductMark />
      </Link>
      <OrganisationSwitch />
      <button
        type="button"
        data-tour="search"
        className={styles.search}
        onClick={onSearch}
        aria-keyshortcuts="Control+K"
      >
        <IconSearch size={16} stroke={1.7} aria-hidden="true" />
        <span className={styles.words}>{shellText.search}</span>
        <Kbd className={styles.key ?? ''}>Ctrl K</Kbd>
      </button>
      <div className={styles.right}>
        <FreshnessPill />
        <NoticeBell />
        <ActionIcon
          data-tour="help"
          className={styles.help ?? ''}
          aria-label={shellText.help}
          title={shellText.help}
          onClick={onHelp}
        >
          <IconHelp size={18} stroke={1.7} />
        </ActionIcon>
        <PersonMenu />
      </div>
    </header>
  );
}
