/** On every page of the demonstration hospital: that all is invented, and the ways out. */

import { useState } from 'react';
import { errorWords } from '../design/error-words.ts';
import { leaveAndRemove, useDemonstrationOf } from '../session/demonstration.ts';
import { switchOrganisation, useMay, useMe } from '../session/me.tsx';
import { shellText } from '../text/shell.ts';
import styles from './demonstration-line.module.css';

const text = shellText.demonstration;

export function DemonstrationLine() {
  const owner = useDemonstrationOf();
  const { organisation } = useMe();
  const mayRemove = useMay('administration:edit');
  const [problem, setProblem] = useState<string>();
  if (owner === undefined) return null;
  const remove = () =>
    void leaveAndRemove(owner, organisation).catch((error: unknown) => setProblem(errorWords(error)));
  return (
    <div className={styles.line} role="note" aria-label={text.name}>
      <strong>{text.name}</strong>
      <span className={styles.words}>{problem ?? text.words}</span>
      <button type="button" onClick={() => switchOrganisation(owner)}>
        {text.leave}
      </button>
      {mayRemove && (
        <button type="button" onClick={remove}>
          {text.remove}
        </button>
      )}
    </div>
  );
}
