/** What was read of a document: components of a bill of materials, or answers of a disclosure form. */

import { Button } from '@mantine/core';
import { useState } from 'react';
import { listAnswers, listComponents } from '../../api/endpoints/documents.ts';
import { useAnswer } from '../../api/queries.ts';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { Unanswered } from '../../design/states.tsx';
import plain from '../../design/table/plain-table.module.css';
import { Unknown } from '../../design/unknown.tsx';
import { Mono, WireText } from '../../design/values.tsx';
import { documentsText as text } from '../../text/documents.ts';
import styles from './device-page.module.css';
import type { DocumentRow } from './known-document.ts';

/** Rows of a step; the server gives no more than the last of them in one answer. */
const STEPS = [50, 200, 500] as const;

interface ContentProps {
  readonly document: DocumentRow;
  readonly onClose: () => void;
}

export function DocumentContent({ document, onClose }: ContentProps) {
  const [step, setStep] = useState(0);
  const limit = STEPS[step] ?? STEPS[STEPS.length - 1] ?? 50;
  return (
    <SideDrawer open title={document.file} onClose={onClose}>
      {document.kind === 'mds2' ? (
        <AnswerTable id={document.id} limit={limit} />
      ) : (
        <ComponentTable id={document.id} limit={limit} />
      )}
      {step < STEPS.length - 1 && (document.items ?? 0) > limit && (
        <Button variant="default" onClick={() => setStep(step + 1)}>
          {text.more}
        </Button>
      )}
    </SideDrawer>
  );
}

interface TableProps {
  readonly id: string;
  readonly limit: number;
}

function ComponentTable({ id, limit }: TableProps) {
  const found = useAnswer(listComponents, { path: { id }, query: { limit } }, { keepsLast: true });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.what} lines={8} />;
  return (
    <table className={`${plain.table} ${styles.table}`}>
      <thead>
        <tr>
          <th scope="col">{text.name}</th>
          <th scope="col">{text.version}</th>
          <th scope="col">{text.supplier}</th>
        </tr>
      </thead>
      <tbody>
        {found.data.components.map(({ position, name, version, supplier }) => (
          <tr key={position}>
            <td>
              <WireText whole>{name}</WireText>
            </td>
            <td>{version === null ? <Unknown bare word={text.unstated} /> : <Mono>{version}</Mono>}</td>
            <td>
              {supplier === null ? (
                <Unknown bare word={text.unstated} />
              ) : (
                <WireText whole>{supplier}</WireText>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AnswerTable({ id, limit }: TableProps) {
  const found = useAnswer(listAnswers, { path: { id }, query: { limit } }, { keepsLast: true });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.what} lines={8} />;
  return (
    <>
      <p>{text.claim}</p>
      <table className={`${plain.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">{text.question}</th>
            <th scope="col">{text.answer}</th>
          </tr>
        </thead>
        <tbody>
          {found.data.answers.map(({ position, question, text: asked, answer, said, note }) => (
            <tr key={position}>
              <td>
                <Mono>{question}</Mono> <WireText whole>{asked}</WireText>
              </td>
              <td>
                {answer !== null ? (
                  text.answers[answer]
                ) : said === '' ? (
                  <Unknown bare word={text.open} />
                ) : (
                  <WireText whole>{said}</WireText>
                )}
                {note !== null && (
                  <>
                    {' '}
                    <WireText whole>{note}</WireText>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
