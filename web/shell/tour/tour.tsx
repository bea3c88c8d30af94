/**
 * A tour of the console: a few steps, each at what it speaks of. Keys: arrows and Escape. It comes when somebody asks for
 * it, and never by itself.
 */

import { Button, CloseButton } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { tourText as text } from '../../text/tour.ts';
import styles from './tour.module.css';

type StepName = keyof typeof text.steps;
const STEPS = Object.keys(text.steps) as StepName[];

/** What a step speaks of carries `data-tour` with its name. */
const placeOf = (step: StepName): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>(`[data-tour="${step}"]`)].find(
    (place) => place.getClientRects().length > 0,
  );

export function Tour({ onLeave }: { readonly onLeave: () => void }) {
  // On a phone some of it does not stand on the page.
  const [steps] = useState(() => STEPS.filter((step) => placeOf(step) !== undefined));
  const [at, setAt] = useState(0);
  const panel = useRef<HTMLDivElement>(null);
  const step = steps[Math.min(at, steps.length - 1)];
  const isLast = at >= steps.length - 1;
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  useEffect(() => {
    const place = step && placeOf(step);
    if (!place) return;
    place.dataset['toured'] = '';
    place.scrollIntoView({ block: 'nearest' });
    return () => {
      delete place.dataset['toured'];
    };
  }, [step]);
  if (!step) return null;
  const next = () => (isLast ? onLeave() : setAt(at + 1));
  const back = () => setAt(Math.max(0, at - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onLeave();
    else if (event.key === 'ArrowRight') next();
    else if (event.key === 'ArrowLeft') back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const { title, words } = text.steps[step];
  return (
    <div
      ref={panel}
      className={`${styles.panel} not-printed`}
      role="dialog"
      aria-label={text.label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <header className={styles.head}>
        <h2>{title}</h2>
        <CloseButton aria-label={text.leave} onClick={onLeave} />
      </header>
      <p aria-live="polite">{words}</p>
      <footer className={styles.foot}>
        <span className="numbers">{text.step(at + 1, steps.length)}</span>
        {at > 0 && (
          <Button variant="default" onClick={back}>
            {text.back}
          </Button>
        )}
        <Button onClick={next}>{isLast ? text.done : text.next}</Button>
      </footer>
    </div>
  );
}
