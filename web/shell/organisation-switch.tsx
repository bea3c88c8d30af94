/** For which hospital one acts. Another one empties everything that is in memory. */

import { Menu, TextInput } from '@mantine/core';
import { IconBuildingHospital, IconCheck, IconSelector } from '@tabler/icons-react';
import { useState } from 'react';
import { WireText } from '../design/values.tsx';
import { switchOrganisation, useMe } from '../session/me.tsx';
import { shellText } from '../text/shell.ts';
import styles from './organisation-switch.module.css';

/** Organisations beyond which a list needs a search. */
const FEW = 6;

export function OrganisationSwitch() {
  const { organisation, organisations } = useMe();
  const [typed, setTyped] = useState('');
  const present = organisations.find(({ id }) => id === organisation);
  const name = present?.name ?? '';
  if (organisations.length < 2)
    return (
      <p className={styles.name}>
        <IconBuildingHospital size={16} stroke={1.7} aria-hidden="true" />
        <span className={styles.word}>
          <WireText>{name}</WireText>
        </span>
      </p>
    );
  const found = organisations.filter((each) => each.name.toLowerCase().includes(typed.toLowerCase()));
  return (
    <Menu position="bottom-start" onClose={() => setTyped('')}>
      <Menu.Target>
        <button type="button" className={styles.name} aria-label={shellText.organisationOf(name)}>
          <IconBuildingHospital size={16} stroke={1.7} aria-hidden="true" />
          <span className={styles.word}>
            <WireText>{name}</WireText>
          </span>
          <IconSelector size={15} stroke={1.7} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {organisations.length > FEW && (
          <TextInput
            aria-label={shellText.findOrganisation}
            placeholder={shellText.findOrganisation}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
        {found.map((each) => (
          <Menu.Item
            key={each.id}
            rightSection={each.id === organisation && <IconCheck size={14} />}
            onClick={() => switchOrganisation(each.id)}
          >
            <WireText>{each.name}</WireText>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
