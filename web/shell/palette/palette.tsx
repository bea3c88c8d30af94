/** Search or do anything: devices, vulnerabilities, actions, pages, with a preview of what is chosen. */

import { Kbd, Modal } from '@mantine/core';
import { IconKeyboard, IconSearch, IconWalk } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { wireText } from '../../design/format/wire-text.ts';
import { shellText } from '../../text/shell.ts';
import styles from './palette.module.css';
import { fits, PALETTE_GROUPS, type PaletteEntry, type PaletteGroup } from './palette-entry.ts';
import { PALETTE_SOURCES } from './sources.tsx';

interface PaletteProps {
  readonly onClose: () => void;
  readonly onKeys: () => void;
  readonly onTour: () => void;
}

const text = shellText.palette;

export function Palette({ onClose, onKeys, onTour }: PaletteProps) {
  const [typed, setTyped] = useState('');
  const [index, setIndex] = useState(0);
  const navigate = useNavigate();
  const listId = useId();
  const groups = useGroups(typed.trim(), onKeys, onTour);
  const entries = groups.flatMap(({ entries: members }) => members);
  const chosen = entries[Math.min(index, entries.length - 1)];
  const optionId = (entry: PaletteEntry) => `${listId}-${entries.indexOf(entry)}`;
  const list = useRef<HTMLDivElement>(null);
  const chosenId = chosen && optionId(chosen);
  useEffect(() => {
    if (chosenId) document.getElementById(chosenId)?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);

  const open = (entry: PaletteEntry | undefined, inNewTab: boolean) => {
    if (!entry) return;
    onClose();
    if (entry.run) entry.run();
    else if (entry.to && inNewTab) window.open(entry.to, '_blank', 'noopener');
    else if (entry.to) void navigate({ to: entry.to });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = entries.length - 1;
    if (event.key === 'ArrowDown') setIndex(Math.min(last, index + 1));
    else if (event.key === 'ArrowUp') setIndex(Math.max(0, index - 1));
    else if (event.key === 'Home' && event.ctrlKey) setIndex(0);
    else if (event.key === 'Enter') open(chosen, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      size={860}
      padding={0}
      aria-label={text.title}
      yOffset="8vh"
    >
      <div className={styles.head}>
        <IconSearch size={18} stroke={1.7} aria-hidden="true" />
        <input
          className={styles.input}
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosenId}
          aria-label={text.title}
          placeholder={text.title}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setIndex(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd>Esc</Kbd>
      </div>
      <div className={styles.body}>
        <div id={listId} ref={list} className={styles.list} role="listbox" aria-label={text.title}>
          {entries.length === 0 && <p className={styles.none}>{text.empty}</p>}
          {groups.map(({ group, entries: members }) => (
            // biome-ignore lint/a11y/useSemanticElements: groups of options have no element of their own
            <div key={group} role="group" aria-label={text.groups[group]}>
              <p className={styles.group} aria-hidden="true">
                {text.groups[group]}
              </p>
              {members.map((entry) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys act on the field above (combobox)
                // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field (combobox)
                <div
                  key={entry.id}
                  id={optionId(entry)}
                  role="option"
                  aria-selected={entry === chosen}
                  className={styles.entry}
                  onMouseMove={() => setIndex(entries.indexOf(entry))}
                  onClick={(event) => open(entry, event.ctrlKey || event.metaKey)}
                >
                  {entry.icon}
                  <Marked text={wireText(entry.label)} typed={typed} />
                  {entry.note && <span className={styles.note}>{wireText(entry.note)}</span>}
                  {entry === chosen && <Kbd className={styles.enter ?? ''}>Enter</Kbd>}
                </div>
              ))}
            </div>
          ))}
        </div>
        <div className={styles.preview}>{chosen?.preview}</div>
      </div>
      <footer className={styles.foot}>
        <span aria-hidden="true">
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> {text.move} <Kbd>Enter</Kbd> {text.open} <Kbd>Ctrl</Kbd> <Kbd>Enter</Kbd>{' '}
          {text.newTab}
        </span>
        <span>{text.hint}</span>
        <span role="status" className="hidden-but-read">
          {text.results(entries.length)}
        </span>
      </footer>
    </Modal>
  );
}

interface Group {
  readonly group: PaletteGroup;
  readonly entries: readonly PaletteEntry[];
}

/** The sources are the same at each rendering, so their hooks may be called in a loop. */
function useGroups(typed: string, onKeys: () => void, onTour: () => void): readonly Group[] {
  // biome-ignore lint/correctness/useHookAtTopLevel: a constant list, in the same order each time
  const found = PALETTE_SOURCES.map(({ group, useEntries }) => ({ group, entries: useEntries(typed) }));
  const keys: PaletteEntry = {
    id: 'keys',
    label: text.actions.keys,
    note: '?',
    icon: <IconKeyboard size={16} stroke={1.7} />,
    run: onKeys,
  };
  const tour: PaletteEntry = {
    id: 'tour',
    label: text.actions.tour,
    icon: <IconWalk size={16} stroke={1.7} />,
    run: onTour,
  };
  for (const entry of [keys, tour])
    if (fits(typed.replace(/^>\s*/, ''), entry.label)) found.push({ group: 'do', entries: [entry] });
  return PALETTE_GROUPS.map((group) => ({
    group,
    entries: found.filter((each) => each.group === group).flatMap(({ entries }) => entries),
  })).filter(({ entries }) => entries.length > 0);
}

/** The typed part of a label stands out. */
function Marked({ text: label, typed }: { readonly text: string; readonly typed: string }) {
  const at = typed === '' ? -1 : label.toLowerCase().indexOf(typed.toLowerCase());
  if (at < 0) return <bdi className={styles.label}>{label}</bdi>;
  return (
    <bdi className={styles.label}>
      {label.slice(0, at)}
      <mark>{label.slice(at, at + typed.length)}</mark>
      {label.slice(at + typed.length)}
    </bdi>
  );
}
