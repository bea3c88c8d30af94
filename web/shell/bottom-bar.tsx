/** Navigation of a phone: four pages, and the others behind "More". */

import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { shellText } from '../text/shell.ts';
import styles from './bottom-bar.module.css';
import { usePermittedPages } from './use-pages.ts';

const SHOWN = 4;

export function BottomBar() {
  const pages = usePermittedPages().filter(({ group }) => group !== undefined);
  const others = pages.slice(SHOWN);
  return (
    <nav className={`${styles.bar} not-printed`} aria-label={shellText.navigation}>
      {pages.slice(0, SHOWN).map(({ path, title, icon: Icon }) => (
        <Link key={path} to={path} className={styles.item} activeProps={{ 'aria-current': 'page' }}>
          {Icon && <Icon size={20} stroke={1.7} aria-hidden="true" />}
          {title}
        </Link>
      ))}
      <Menu position="top-end">
        <Menu.Target>
          <button type="button" className={styles.item}>
            <IconDots size={20} stroke={1.7} aria-hidden="true" />
            {shellText.more}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map(({ path, title }) => (
            <Menu.Item key={path} component={Link} to={path}>
              {title}
            </Menu.Item>
          ))}
          <Menu.Item component={Link} to="/profile">
            {shellText.profile}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
