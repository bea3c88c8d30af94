/** The head of a page: where it stands, its title with facts in one line, its actions with the primary one last. */

import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { shellText } from '../text/shell.ts';
import type { TermName } from '../text/terms.ts';
import styles from './page-header.module.css';
import { Term } from './term.tsx';

interface Crumb {
  readonly label: string;
  readonly to: string;
}

interface PageHeaderProps {
  readonly title: string;
  /** How the title is shown when it is text from the wire. */
  readonly shownTitle?: ReactNode;
  /** A picture before the title: the category of a device. */
  readonly icon?: ReactNode;
  /** A term of the field that the page is about: its meaning shows at the title. */
  readonly explains?: TermName;
  readonly facts?: ReactNode;
  /** Pages above this one. */
  readonly crumbs?: readonly Crumb[];
  readonly actions?: ReactNode;
  /** Tabs of the page. */
  readonly children?: ReactNode;
}

export function PageHeader({
  title,
  shownTitle,
  icon,
  explains,
  facts,
  crumbs = [],
  actions,
  children,
}: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · ${shellText.product}`;
  }, [title]);
  return (
    <header className={styles.header}>
      <div className={styles.row}>
        {icon && (
          <span className={styles.icon} aria-hidden="true">
            {icon}
          </span>
        )}
        <div className={styles.words}>
          {crumbs.length > 0 && (
            <nav aria-label={shellText.crumbs}>
              <ol className={styles.crumbs}>
                {crumbs.map(({ label, to }) => (
                  <li key={to}>
                    <Link to={to}>{label}</Link>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          <div className={styles.titleLine}>
            <h1>{explains ? <Term of={explains}>{title}</Term> : (shownTitle ?? title)}</h1>
            {facts && <div className={styles.facts}>{facts}</div>}
          </div>
        </div>
        {actions && <div className={`${styles.actions} not-printed`}>{actions}</div>}
      </div>
      {children}
    </header>
  );
}

interface TabsProps {
  readonly label: string;
  /** `count` undefined: not counted. */
  readonly tabs: readonly {
    readonly id: string;
    readonly label: string;
    readonly count?: number | undefined;
  }[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** Tabs of a page or saved views of a list; the address keeps which one is chosen (`useAddressState`). */
export function PageTabs({ label, tabs, chosen, onChoose }: TabsProps) {
  return (
    <div className={`${styles.tabs} not-printed`} role="tablist" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          aria-selected={tab.id === chosen}
          className={styles.tab}
          onClick={() => onChoose(tab.id)}
        >
          {tab.label}
          {tab.count !== undefined && <span className={styles.count}>{tab.count.toLocaleString('en')}</span>}
        </button>
      ))}
    </div>
  );
}

interface PageLinksProps {
  readonly label: string;
  readonly links: readonly { readonly to: string; readonly label: string }[];
}

/** Pages that stand beside each other, as tabs of which each has its own address. */
export function PageLinks({ label, links }: PageLinksProps) {
  return (
    <nav className={`${styles.tabs} not-printed`} aria-label={label}>
      {links.map((link) => (
        <Link
          key={link.to}
          to={link.to}
          className={styles.tab}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {link.label}
        </Link>
      ))}
    </nav>
  );
}
