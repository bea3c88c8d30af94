/** Files that are being sent, one after the other, and those that a reload interrupted. */

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { concernsOf } from '../../api/queries.ts';
import {
  type Columns,
  forgetUpload,
  isFileOf,
  keptUploads,
  type Sent,
  sendFile,
  type UploadKind,
} from '../../api/upload.ts';
import { errorWords } from '../../design/error-words.ts';

export interface UploadLine {
  readonly key: string;
  readonly name: string;
  readonly octets: number;
  readonly received: number;
  readonly state: 'waiting' | 'sending' | 'stopped' | 'interrupted' | 'failed' | 'done';
  readonly problem?: string;
  readonly sent?: Sent;
  readonly columns?: Columns | undefined;
  /** Absent for one that a reload interrupted: the person chooses it again. */
  readonly file?: File;
}

export interface Uploads {
  readonly lines: readonly UploadLine[];
  readonly add: (files: readonly File[], columns?: Columns) => void;
  readonly stop: (key: string) => void;
  readonly resume: (key: string) => void;
  readonly forget: (key: string) => void;
}

/** Uploads of one kind, which is also its name in the change feed. */
export function useUploads(kind: UploadKind): Uploads {
  const queries = useQueryClient();
  const [lines, setLines] = useState<readonly UploadLine[]>(() => interrupted(kind));
  const running = useRef<{ readonly key: string; readonly abort: AbortController }>(undefined);
  const change = useCallback((key: string, changed: Partial<UploadLine>) => {
    setLines((before) => before.map((line) => (line.key === key ? { ...line, ...changed } : line)));
  }, []);

  const next = lines.find(({ state }) => state === 'waiting');
  const isSending = lines.some(({ state }) => state === 'sending');
  useEffect(() => {
    if (!next?.file || isSending) return;
    const { key, file, columns } = next;
    const abort = new AbortController();
    running.current = { key, abort };
    change(key, { state: 'sending' });
    const onReceived = (received: number) => change(key, { received });
    sendFile(file, { kind, columns, signal: abort.signal, onReceived })
      .then((sent) => {
        change(key, { state: 'done', sent });
        return queries.invalidateQueries({ predicate: ({ meta }) => concernsOf(meta).includes(kind) });
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) change(key, { state: 'stopped' });
        else change(key, { state: 'failed', problem: errorWords(error) });
      });
  }, [next, isSending, change, queries, kind]);
  // Leaving the page stops what it sends; what arrived stays, and goes on from there.
  useEffect(() => () => running.current?.abort.abort(), []);

  return {
    lines,
    add: (files, columns) =>
      setLines((before) => {
        const taken = files.map((file) => lineOf(file, columns));
        const left = before.filter(
          (line) =>
            !files.some(
              (file) => line.state === 'interrupted' && line.name === file.name && line.octets === file.size,
            ),
        );
        return [...left.filter(({ key }) => !taken.some((line) => line.key === key)), ...taken];
      }),
    stop: (key) => {
      if (running.current?.key === key) running.current.abort.abort();
      else change(key, { state: 'stopped' });
    },
    resume: (key) => change(key, { state: 'waiting' }),
    forget: (key) => {
      const line = lines.find((each) => each.key === key);
      const kept = keptUploads().find((upload) =>
        line?.file ? isFileOf(upload, line.file) : upload.id === key,
      );
      if (kept) forgetUpload(kept.id);
      setLines((before) => before.filter((each) => each.key !== key));
    },
  };
}

function lineOf(file: File, columns: Columns | undefined): UploadLine {
  return {
    key: `${file.name} ${file.size} ${file.lastModified}`,
    ...{ name: file.name, octets: file.size, received: 0, state: 'waiting', file, columns },
  };
}

function interrupted(kind: UploadKind): readonly UploadLine[] {
  return keptUploads(kind).map(({ id, file, octets }) => ({
    ...{ key: id, name: file, octets, received: 0, state: 'interrupted' },
  }));
}
