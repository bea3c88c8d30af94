/** Imports: sending records of other tools, what was read of them, and what contradicts. */

import { Button } from '@mantine/core';
import { IconTableImport } from '@tabler/icons-react';
import { useState } from 'react';
import { listImports } from '../../api/endpoints/imports.ts';
import { useAnswer } from '../../api/queries.ts';
import { UploadArea } from '../../components/upload/upload-area.tsx';
import { useUploads } from '../../components/upload/use-uploads.ts';
import { useAddressState } from '../../design/address-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { ColumnMenu } from '../../design/table/column-menu.tsx';
import { DataTable } from '../../design/table/data-table.tsx';
import listStyles from '../../design/table/list-page.module.css';
import { Age, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { importsText as text } from '../../text/imports.ts';
import { type AskedColumns, ColumnDialog } from './column-dialog.tsx';
import { csvHeadings } from './csv-headings.ts';
import { IMPORT_LIST_COLUMNS, ImportState } from './import-columns.tsx';
import { ImportLook } from './import-look.tsx';
import styles from './imports-page.module.css';

/** While something is read the list is asked so often (milliseconds). */
const WHILE_READING_MS = 2_000;
/** Octets in which the headings of a register stand. */
const HEAD_OCTETS = 65_536;
const IS_REGISTER = /\.(?:csv|tsv)$/i;

export function ImportsPage() {
  const [address, change] = useAddressState();
  const maySend = useMay('inventory:edit');
  const found = useAnswer(
    listImports,
    {},
    {
      every: (answer) =>
        !!answer?.imports.some(({ state }) => state === 'received' || state === 'reading') &&
        WHILE_READING_MS,
    },
  );
  const imports = found.data?.imports ?? [];
  const look = (id: string | undefined) => change({ look: id }, { step: true });
  return (
    <div className={listStyles.page}>
      <PageHeader
        title={text.title}
        facts={text.lead}
        actions={<ColumnMenu list={text.title} columns={IMPORT_LIST_COLUMNS} />}
      />
      {maySend ? <ImportUpload /> : <p className={styles.quiet}>{text.notAllowed}</p>}
      <div className={listStyles.list}>
        <DataTable
          label={text.title}
          columns={IMPORT_LIST_COLUMNS}
          rows={imports}
          idOf={({ id }) => id}
          nameOf={({ file }) => file}
          chosen={address['look']}
          onChoose={look}
          total={found.data && imports.length}
          card={(item) => (
            <div className={listStyles.card}>
              <span className={listStyles.name}>
                <WireText>{item.file}</WireText>
              </span>
              <ImportState item={item} />
              <span className={listStyles.quiet}>
                <Age at={item.receivedAt} ago />
              </span>
              <Button
                variant="default"
                size="compact-xs"
                aria-label={text.open(item.file)}
                onClick={() => look(item.id)}
              >
                {text.look}
              </Button>
            </div>
          )}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={text.what} />
            ) : imports.length === 0 ? (
              <EmptyState icon={<IconTableImport size={28} stroke={1.5} />} title={text.first}>
                {text.firstHelp}
              </EmptyState>
            ) : undefined
          }
        />
      </div>
      {address['look'] !== undefined && <ImportLook id={address['look']} onClose={() => look(undefined)} />}
    </div>
  );
}

function ImportUpload() {
  const uploads = useUploads('import');
  const [asked, setAsked] = useState<readonly AskedColumns[]>([]);
  const take = async (files: readonly File[]) => {
    uploads.add(files.filter(({ name }) => !IS_REGISTER.test(name)));
    const registers = files.filter(({ name }) => IS_REGISTER.test(name));
    const read = registers.map(async (file) => ({
      file,
      headings: csvHeadings(await file.slice(0, HEAD_OCTETS).text()),
    }));
    const known = await Promise.all(read);
    setAsked((before) => [...before, ...known]);
  };
  const [first] = asked;
  return (
    <div className={styles.upload}>
      <UploadArea
        uploads={uploads}
        onFiles={(files) => void take(files)}
        title={text.drop}
        help={text.dropHelp}
      />
      {first && (
        <ColumnDialog
          key={first.file.name}
          asked={first}
          onClose={() => setAsked((before) => before.slice(1))}
          onSend={(columns) => uploads.add([first.file], columns)}
        />
      )}
    </div>
  );
}
