/** Documents of the device and of its model: what they are, what was read of them, and the way to add one. */

import { Button } from '@mantine/core';
import { useState } from 'react';
import { download } from '../../api/download.ts';
import { listDocuments, removeDocument } from '../../api/endpoints/documents.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage, showProblem } from '../../design/messages.tsx';
import rows from '../../design/row-list.module.css';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Instant, Octets, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { documentsText as text } from '../../text/documents.ts';
import { AddDocument } from './add-document.tsx';
import { DocumentContent } from './document-content.tsx';
import styles from './forms.module.css';
import type { DocumentRow } from './known-document.ts';

const LISTED = 100;

export function DeviceDocuments({ device }: { readonly device: WholeDevice }) {
  const mayEdit = useMay('inventory:edit');
  const [isAdding, setAdding] = useState(false);
  const [looked, setLooked] = useState<DocumentRow>();
  const [leaving, setLeaving] = useState<DocumentRow>();
  const found = useAnswer(listDocuments, { query: { device: device.id, limit: LISTED } });
  const remove = useAct(removeDocument);
  const documents = found.data?.documents ?? [];
  return (
    <Card
      title={text.title}
      flush
      aside={
        mayEdit && (
          <Button size="sm" variant="default" onClick={() => setAdding(true)}>
            {text.add}
          </Button>
        )
      }
    >
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.what} />
      ) : documents.length === 0 ? (
        <EmptyState title={text.none}>{text.noneHelp}</EmptyState>
      ) : (
        <ul className={rows.rows}>
          {documents.map((document) => (
            <li key={document.id}>
              <DocumentWords document={document} />
              <span className={rows.acts}>
                {(document.items ?? 0) > 0 && (
                  <Button size="sm" variant="default" onClick={() => setLooked(document)}>
                    {text.look}
                  </Button>
                )}
                <Button size="sm" variant="default" onClick={() => fetchIt(document)}>
                  {text.download}
                </Button>
                {mayEdit && (
                  <Button size="sm" variant="default" onClick={() => setLeaving(document)}>
                    {text.remove}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {isAdding && <AddDocument device={device} onClose={() => setAdding(false)} />}
      {looked && <DocumentContent document={looked} onClose={() => setLooked(undefined)} />}
      {leaving && (
        <ConfirmDialog
          open
          destructive
          title={text.removeTitle(leaving.file)}
          action={text.remove}
          onClose={() => setLeaving(undefined)}
          onConfirm={async () => {
            await remove.mutateAsync({ path: { id: leaving.id } });
            showMessage({ text: text.removed });
            setLeaving(undefined);
          }}
        >
          {text.removeHelp}
        </ConfirmDialog>
      )}
    </Card>
  );
}

function DocumentWords({ document }: { readonly document: DocumentRow }) {
  const { file, kind, format, state, items, skipped, product, names, problem, note } = document;
  const words = [
    product === null ? text.forDevice : text.forModel(product.model, product.version),
    ...(kind !== null && kind !== 'other' && items !== null ? [text.items[kind](items)] : []),
    ...(skipped ? [text.skipped(skipped)] : []),
    ...(names === null ? [] : [text.names(names)]),
    text.addedBy(document.addedBy),
  ];
  return (
    <div className={rows.words}>
      <p>
        <strong>
          <WireText>{file}</WireText>
        </strong>{' '}
        <Chip set={state === 'failed' ? 'critical' : 'plain'}>
          {state === 'read' ? (format ?? text.kinds[kind ?? 'other']) : text.states[state]}
        </Chip>
      </p>
      {problem !== null && <p>{problem}</p>}
      <p className={styles.quiet}>
        <WireText whole>{words.join(', ')}</WireText>, <Octets of={document.octets} />,{' '}
        <Instant at={document.addedAt} />
      </p>
      {note !== null && (
        <p>
          <WireText whole>{note}</WireText>
        </p>
      )}
    </div>
  );
}

function fetchIt({ id, file }: DocumentRow): void {
  download(file, `/api/documents/${encodeURIComponent(id)}/octets`, {}).catch((error: unknown) =>
    showProblem(error),
  );
}
