/** The pages in groups that are verbs. What a person may not use is absent. */

import { Link, useLocation } from '@tanstack/react-router';
import { timeZoneName } from '../design/format/instant.ts';
import { NAVIGATION_GROUPS, type Page } from '../pages/page.ts';
import { shellText } from '../text/shell.ts';
import styles from './navigation.module.css';
import { ProductMark } from './product-mark.tsx';
import { usePermittedPages } from './use-pages.ts';

export function Navigation() {
  const pages = usePermittedPages().filter((page) => page.group !== undefined);
  const here = entryOf(useLocation().pathname, pages);
  return (
    <nav className={`${styles.nav} not-printed`} aria-label={shellText.navigation} data-tour="navigation">
      <Link to="/" className={styles.product}>
        <ProductMark /> <span className={styles.word}>{shellText.product}</span>
      </Link>
      {NAVIGATION_GROUPS.map((group) => {
        const members = pages.filter((page) => page.group === group);
        if (members.length === 0) return null;
        return (
          <section key={group} aria-label={shellText.groups[group] || undefined}>
            {shellText.groups[group] && <h2 className={styles.group}>{shellText.groups[group]}</h2>}
            <ul>
              {members.map((page) => (
                <li key={page.path}>
                  <NavigationLink page={page} isHere={page === here} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      <p className={styles.foot}>{shellText.zone(timeZoneName())}</p>
    </nav>
  );
}

/** The entry that a page belongs to: of those above it the nearest, so that two are never marked. */
function entryOf(pathname: string, pages: readonly Page[]): Page | undefined {
  return pages
    .filter(({ path }) => pathname === path || (path !== '/' && pathname.startsWith(`${path}/`)))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

function NavigationLink({ page, isHere }: { readonly page: Page; readonly isHere: boolean }) {
  const { path, title, icon: Icon, useCount } = page;
  return (
    <Link
      to={path}
      className={styles.link}
      // What the router takes for active is every entry above a page.
      activeOptions={{ exact: true, includeSearch: false }}
      aria-current={isHere ? 'page' : undefined}
      title={title}
    >
      {Icon && <Icon size={18} stroke={1.7} aria-hidden="true" />}
      <span className={styles.word}>{title}</span>
      {useCount && <NavigationCount useCount={useCount} />}
    </Link>
  );
}

function NavigationCount({ useCount }: { readonly useCount: () => number | undefined }) {
  const count = useCount();
  return count === undefined ? null : <span className={styles.count}>{count.toLocaleString('en')}</span>;
}
