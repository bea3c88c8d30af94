/** What each column of an asset register holds: as its heading says, unless a person says otherwise. */

import { Button, Modal, Select } from '@mantine/core';
import { useState } from 'react';
import { IMPORT_COLUMNS } from '../../../src/contract/import.ts';
import type { Columns } from '../../api/upload.ts';
import { Fields, FormFoot } from '../../design/fields.tsx';
import { importsText as text } from '../../text/imports.ts';
import { statesText } from '../../text/states.ts';
import styles from './imports-page.module.css';

const WIDTH = 620;

export interface AskedColumns {
  readonly file: File;
  readonly headings: readonly string[];
}

interface ColumnDialogProps {
  readonly asked: AskedColumns;
  readonly onClose: () => void;
  readonly onSend: (columns: Columns | undefined) => void;
}

export function ColumnDialog({ asked: { file, headings }, onClose, onSend }: ColumnDialogProps) {
  const [columns, setColumns] = useState<Columns>({});
  const submit = () => {
    onSend(Object.keys(columns).length === 0 ? undefined : columns);
    onClose();
  };
  const say = (heading: string, field: string | null) =>
    setColumns(({ [heading]: _, ...before }) => (field === null ? before : { ...before, [heading]: field }));
  return (
    <Modal
      opened
      onClose={onClose}
      size={WIDTH}
      title={text.mappingFile(file.name)}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
    >
      <Fields onSubmit={submit}>
        <p>{headings.length === 0 ? text.noHeadings : text.mappingHelp}</p>
        <div className={styles.mapping}>
          {headings.map((heading) => (
            <Select
              key={heading}
              label={heading}
              searchable
              clearable
              placeholder={text.byHeading}
              data={IMPORT_COLUMNS.map((value) => ({ value, label: text.fields[value] }))}
              value={columns[heading] ?? null}
              onChange={(field) => say(heading, field)}
            />
          ))}
        </div>
        <FormFoot>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button type="submit">{text.send}</Button>
        </FormFoot>
      </Fields>
    </Modal>
  );
}
