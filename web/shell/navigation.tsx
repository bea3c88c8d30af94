/** The pages in groups that are verbs. What a person may not use is absent. */

import { Link } from '@tanstack/react-router';
import { timeZoneName } from '../design/format/instant.ts';
import { NAVIGATION_GROUPS, type Page } from '../pages/page.ts';
import { shellText } from '../text/shell.ts';
import styles from './navigation.module.css';
import { ProductMark } from './product-mark.tsx';
import { usePermittedPages } from './use-pages.ts';

export function Navigation() {
  const pages = usePermittedPages();
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
                  <NavigationLink page={page} />
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

function NavigationLink({ page }: { readonly page: Page }) {
  const { path, title, icon: Icon, useCount } = page;
  return (
    <Link
      to={path}
      className={styles.link}
      activeProps={{ 'aria-current': 'page' }}
      activeOptions={{ exact: path === '/', includeSearch: false }}
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
