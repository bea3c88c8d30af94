/** Colours, text size and shortcuts in this browser. */

import { SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import { setPreferences, usePreferences } from '../../design/preferences.ts';
import { sessionText } from '../../text/session.ts';
import styles from './profile-page.module.css';

const text = sessionText.profile;
const SCHEMES = ['auto', 'light', 'dark'] as const;
const SIZES = ['100', '112', '125'] as const;

export function AppearanceSettings() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { textSize, keys } = usePreferences();
  return (
    <>
      <div className={styles.setting}>
        <span>{text.scheme}</span>
        <SegmentedControl
          aria-label={text.scheme}
          value={colorScheme}
          onChange={setColorScheme}
          data={SCHEMES.map((value) => ({ value, label: text.schemes[value] }))}
        />
      </div>
      <div className={styles.setting}>
        <span>{text.textSize}</span>
        <SegmentedControl
          aria-label={text.textSize}
          value={textSize}
          onChange={(chosen) => setPreferences({ textSize: chosen })}
          data={SIZES.map((value) => ({ value, label: text.textSizes[value] }))}
        />
      </div>
      <div className={styles.setting}>
        <Switch
          size="xs"
          checked={keys}
          label={text.keys}
          onChange={({ currentTarget }) => setPreferences({ keys: currentTarget.checked })}
        />
      </div>
    </>
  );
}
