/** Captures: loading them, and what was found in each. */

import { IconFileSearch } from '@tabler/icons-react';
import { listCaptures } from '../../api/endpoints/captures.ts';
import { useAnswer } from '../../api/queries.ts';
import { UploadArea } from '../../components/upload/upload-area.tsx';
import { useUploads } from '../../components/upload/use-uploads.ts';
import { useAddressState } from '../../design/address-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { ColumnMenu } from '../../design/table/column-menu.tsx';
import { DataTable } from '../../design/table/data-table.tsx';
import { Age, Octets, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { capturesText } from '../../text/captures.ts';
import { CAPTURE_COLUMNS, type CaptureRow, CaptureState } from './capture-columns.tsx';
import styles from './captures-page.module.css';
import { WatchedFolders } from './watched-folders.tsx';

/** While something is read the list is asked so often (milliseconds). */
const WHILE_READING_MS = 2_000;

export function CapturesPage() {
  const [address, change] = useAddressState();
  const mayLoad = useMay('inventory:edit');
  // The change feed tells as well; this keeps the wait short.
  const found = useAnswer(
    listCaptures,
    {},
    { every: (answer) => isReading(answer?.captures) && WHILE_READING_MS },
  );
  const captures = found.data?.captures ?? [];
  return (
    <div className={styles.page}>
      <PageHeader
        title={capturesText.title}
        facts={capturesText.lead}
        actions={<ColumnMenu list={capturesText.title} columns={CAPTURE_COLUMNS} />}
      />
      {mayLoad ? <CaptureUpload /> : <p className={styles.quiet}>{capturesText.notAllowed}</p>}
      {mayLoad && <WatchedFolders />}
      <div className={styles.list}>
        <DataTable
          label={capturesText.title}
          columns={CAPTURE_COLUMNS}
          rows={captures}
          idOf={({ id }) => id}
          nameOf={({ file }) => file}
          chosen={address['row']}
          onChoose={(row) => change({ row })}
          total={found.data && captures.length}
          card={(capture) => <CaptureCard capture={capture} />}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={capturesText.what} />
            ) : captures.length === 0 ? (
              <EmptyState icon={<IconFileSearch size={28} stroke={1.5} />} title={capturesText.first}>
                {capturesText.firstHelp}
              </EmptyState>
            ) : undefined
          }
        />
      </div>
    </div>
  );
}

function CaptureUpload() {
  const uploads = useUploads('capture');
  return <UploadArea uploads={uploads} title={capturesText.drop} help={capturesText.dropHelp} />;
}

function isReading(captures: readonly CaptureRow[] = []): boolean {
  return captures.some(({ state }) => state === 'received' || state === 'reading');
}

function CaptureCard({ capture }: { readonly capture: CaptureRow }) {
  const { file, octets, receivedAt } = capture;
  return (
    <div className={styles.card}>
      <strong>
        <WireText>{file}</WireText>
      </strong>
      <CaptureState capture={capture} />
      <span className={styles.quiet}>
        <Octets of={octets} />, <Age at={receivedAt} ago />
      </span>
    </div>
  );
}
