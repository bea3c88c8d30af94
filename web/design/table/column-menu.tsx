/** Which columns of a list are shown, and how high its rows are. */

import { Button, Menu } from '@mantine/core';
import { IconCheck, IconColumns3 } from '@tabler/icons-react';
import { tableText } from '../../text/table.ts';
import { type Density, setPreferences, usePreferences } from '../preferences.ts';
import type { Column } from './column.ts';
import { useDensity } from './use-density.ts';

const DENSITIES: readonly Density[] = ['compact', 'comfortable', 'touch'];

interface ColumnMenuProps<Row> {
  /** The label of the DataTable. */
  readonly list: string;
  readonly columns: readonly Column<Row>[];
}

export function ColumnMenu<Row>({ list, columns }: ColumnMenuProps<Row>) {
  const { hiddenColumns } = usePreferences();
  const density = useDensity();
  const hidden =
    hiddenColumns[list] ?? columns.filter(({ hiddenAtFirst }) => hiddenAtFirst).map(({ id }) => id);
  const toggle = (id: string) => {
    const next = hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id];
    // The last column stays: a table without one says nothing.
    if (next.length < columns.length) setPreferences({ hiddenColumns: { ...hiddenColumns, [list]: next } });
  };
  const mark = (on: boolean) =>
    on ? <IconCheck size={14} /> : <span style={{ width: 14, display: 'inline-block' }} />;
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} stroke={1.7} />}>
          {tableText.columns}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ id, title }) => (
          <Menu.Item
            key={id}
            role="menuitemcheckbox"
            aria-checked={!hidden.includes(id)}
            leftSection={mark(!hidden.includes(id))}
            onClick={() => toggle(id)}
          >
            {title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{tableText.density}</Menu.Label>
        {DENSITIES.map((each) => (
          <Menu.Item
            key={each}
            role="menuitemradio"
            aria-checked={each === density}
            leftSection={mark(each === density)}
            onClick={() => setPreferences({ density: each })}
          >
            {tableText.densities[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
