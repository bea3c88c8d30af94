/** Where one asks: words and conditions in one line. A mistake is shown at its character, and nothing is asked until it is mended. */

import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ClipboardEvent, useEffect, useId, useRef, useState } from 'react';
import { mistakeIn, queryForText, queryForTexts } from '../../../src/contract/device-query.ts';
import { useKeys } from '../../design/keys.ts';
import { deviceListText } from '../../text/device-list.ts';
import { tableText } from '../../text/table.ts';
import styles from './query-field.module.css';
import { QueryHelp } from './query-help.tsx';

const text = deviceListText;
/** Pauses in typing: after the first the list is asked, after the second a mistake is shown. */
const PAUSE_MS = 150;
const COMPLAIN_AFTER_MS = 700;
/** More pasted lines than this make no query. */
const PASTED_LIMIT = 200;

interface QueryFieldProps {
  /** As it stands in the address. */
  readonly query: string;
  readonly onChange: (query: string) => void;
}

export function QueryField({ query, onChange }: QueryFieldProps) {
  const [typed, setTyped] = useState(query);
  const [mistake, setMistake] = useState(() => mistakeIn(query));
  const field = useRef<HTMLInputElement>(null);
  const reported = useRef(query);
  const mistakeId = useId();
  // Back and links change the address without the field; what was reported from here is in it already.
  useEffect(() => {
    if (query === reported.current) return;
    reported.current = query;
    setTyped(query);
    setMistake(mistakeIn(query));
  }, [query]);
  const report = (asked: string) => {
    reported.current = asked;
    onChange(asked);
  };
  const reportSoon = useDebouncedCallback((asked: string) => {
    if (!mistakeIn(asked)) report(asked);
  }, PAUSE_MS);
  const complainSoon = useDebouncedCallback(
    (asked: string) => setMistake(mistakeIn(asked)),
    COMPLAIN_AFTER_MS,
  );
  const type = (asked: string) => {
    setTyped(asked);
    if (!mistakeIn(asked)) setMistake(undefined);
    reportSoon(asked);
    complainSoon(asked);
  };
  const askNow = (asked: string) => {
    setTyped(asked);
    setMistake(undefined);
    report(asked);
  };
  useKeys([{ keys: 'f', does: tableText.does.filter, run: () => field.current?.focus() }]);
  return (
    <div className={styles.field}>
      <div className={styles.line}>
        <TextInput
          ref={field}
          className={styles.input ?? ''}
          type="search"
          aria-label={tableText.search}
          aria-describedby={mistake && mistakeId}
          error={mistake !== undefined}
          placeholder={text.search}
          autoComplete="off"
          spellCheck={false}
          leftSection={<IconSearch size={15} stroke={1.7} />}
          value={typed}
          onChange={({ currentTarget }) => type(currentTarget.value)}
          onPaste={(event) => {
            const pasted = pastedQuery(event);
            if (pasted === undefined) return;
            event.preventDefault();
            askNow(pasted);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            const wrong = mistakeIn(typed);
            setMistake(wrong);
            if (wrong) field.current?.setSelectionRange(wrong.at, typed.length);
            else report(typed);
          }}
        />
        <QueryHelp onChoose={askNow} />
      </div>
      {mistake && (
        <div className={styles.mistake} id={mistakeId} role="alert">
          <p>
            {text.mistakeAt(mistake.at + 1)}: {mistake.problem}
          </p>
          <p className={styles.place} aria-hidden="true">
            {typed.slice(0, mistake.at)}
            <mark>{typed.slice(mistake.at, mistake.at + 1) || ' '}</mark>
            {typed.slice(mistake.at + 1)}
          </p>
          <Button variant="default" size="sm" onClick={() => askNow(queryForText(typed.trim()))}>
            {text.asText}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Lines of a spreadsheet become a query for any of them; undefined for what is pasted as it is. */
function pastedQuery(event: ClipboardEvent<HTMLInputElement>): string | undefined {
  const lines = event.clipboardData
    .getData('text/plain')
    .split(/[\r\n\t]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length < 2) return undefined;
  const asked = queryForTexts([...new Set(lines)].slice(0, PASTED_LIMIT));
  return mistakeIn(asked) ? undefined : asked;
}
