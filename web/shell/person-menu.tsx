/** Who one is: profile, colours, signing out. */

import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMe } from '../session/me.tsx';
import { sessionText } from '../text/session.ts';
import { shellText } from '../text/shell.ts';
import styles from './person-menu.module.css';
import { signOutHere } from './sign-out-here.ts';

const SCHEMES = [
  ['auto', IconDeviceDesktop],
  ['light', IconSun],
  ['dark', IconMoon],
] as const;

export function PersonMenu() {
  const { name, email } = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <button
          type="button"
          className={styles.initials}
          aria-label={shellText.person(initialsOf(name), name)}
          title={name}
        >
          {initialsOf(name)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{email}</Menu.Label>
        <Menu.Item component={Link} to="/profile" leftSection={<IconUser size={16} stroke={1.7} />}>
          {shellText.profile}
        </Menu.Item>
        <Menu.Item component={Link} to="/break-glass">
          {shellText.breakGlass}
        </Menu.Item>
        <Menu.Item component={Link} to="/administration/keys">
          {shellText.programKeys}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{shellText.colours}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(chosen) => setColorScheme(chosen as MantineColorScheme)}
        >
          {SCHEMES.map(([scheme, Icon]) => (
            <Menu.RadioItem key={scheme} value={scheme} rightSection={<Icon size={16} stroke={1.7} />}>
              {sessionText.profile.schemes[scheme]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.7} />} onClick={signOutHere}>
          {shellText.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** "Ann Lee" is AL, "Ann" is AN. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  const last = words.at(-1) ?? '';
  return (words.length > 1 ? `${[...first][0] ?? ''}${[...last][0] ?? ''}` : first.slice(0, 2)).toUpperCase();
}
