/** Which columns of a list are shown, and how high its rows are. */

import { Button, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
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
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} stroke={1.7} />}>
          {tableText.columns}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ id, title }) => (
          <Menu.CheckboxItem key={id} checked={!hidden.includes(id)} onChange={() => toggle(id)}>
            {title}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Label>{tableText.density}</Menu.Label>
        <Menu.RadioGroup
          value={density}
          onChange={(chosen) => setPreferences({ density: chosen as Density })}
        >
          {DENSITIES.map((each) => (
            <Menu.RadioItem key={each} value={each}>
              {tableText.densities[each]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
