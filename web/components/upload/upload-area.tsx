/** Where files are dropped, and how far they are: captures, and records of other tools. */

import { ActionIcon, Button, Progress } from '@mantine/core';
import { IconCheck, IconPlayerPause, IconPlayerPlay, IconUpload, IconX } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { formatShare } from '../../design/format/number.ts';
import { Octets, WireText } from '../../design/values.tsx';
import { uploadText as text } from '../../text/upload.ts';
import styles from './upload-area.module.css';
import type { UploadLine, Uploads } from './use-uploads.ts';

interface UploadAreaProps {
  readonly uploads: Uploads;
  /** What is done with files that were chosen; they are sent at once when absent. */
  readonly onFiles?: ((files: readonly File[]) => void) | undefined;
  readonly title: string;
  readonly help: string;
}

export function UploadArea({ uploads, onFiles, title, help }: UploadAreaProps) {
  const take = onFiles ?? uploads.add;
  const [over, setOver] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take([...event.dataTransfer.files]);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the pointer; the button inside is for all */}
      <div
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <IconUpload size={22} stroke={1.6} aria-hidden="true" />
        <div className={styles.dropWords}>
          <strong>{title}</strong>
          <p>{help}</p>
        </div>
        <Button onClick={() => field.current?.click()}>{text.choose}</Button>
        <input
          ref={field}
          className="hidden-but-read"
          type="file"
          multiple
          tabIndex={-1}
          aria-label={text.choose}
          onChange={({ currentTarget }) => {
            take([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
      </div>
      {uploads.lines.length > 0 && (
        <ul className={styles.uploads} aria-label={text.queue}>
          {uploads.lines.map((line) => (
            <li key={line.key}>
              <UploadState line={line} uploads={uploads} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function UploadState({ line, uploads }: { readonly line: UploadLine; readonly uploads: Uploads }) {
  const { key, name, octets, received, state } = line;
  const share = (received / octets) * 100;
  return (
    <>
      <span className={styles.uploadName}>
        <WireText>{name}</WireText>
        <span className={styles.quiet}>
          <Octets of={octets} />
        </span>
      </span>
      <Progress
        value={state === 'done' ? 100 : share}
        aria-label={name}
        color={state === 'failed' ? 'critical' : state === 'done' ? 'good' : 'accent'}
      />
      <span className={styles.quiet} role="status">
        {wordsOf(line)}
      </span>
      <span className={styles.uploadActs}>
        {state === 'done' && <IconCheck size={16} stroke={1.9} aria-hidden="true" />}
        {(state === 'sending' || state === 'waiting') && (
          <ActionIcon
            aria-label={`${text.stop}: ${name}`}
            title={text.stop}
            onClick={() => uploads.stop(key)}
          >
            <IconPlayerPause size={16} stroke={1.7} />
          </ActionIcon>
        )}
        {(state === 'stopped' || state === 'failed') && line.file && (
          <ActionIcon
            aria-label={`${text.resume}: ${name}`}
            title={text.resume}
            onClick={() => uploads.resume(key)}
          >
            <IconPlayerPlay size={16} stroke={1.7} />
          </ActionIcon>
        )}
        {state !== 'sending' && (
          <ActionIcon
            aria-label={`${text.forget}: ${name}`}
            title={text.forget}
            onClick={() => uploads.forget(key)}
          >
            <IconX size={16} stroke={1.7} />
          </ActionIcon>
        )}
      </span>
    </>
  );
}

function wordsOf({ state, received, octets, problem, sent, name }: UploadLine): string {
  switch (state) {
    case 'waiting':
      return text.waiting;
    case 'sending':
      return text.sending(formatShare(received, octets) ?? '');
    case 'stopped':
      return text.stopped;
    case 'interrupted':
      return text.needsFile;
    case 'failed':
      return problem ?? text.stopped;
    default:
      // The same octets are one file, under the name with which they came first.
      return sent && sent.file !== name ? text.same(sent.file) : text.done;
  }
}
