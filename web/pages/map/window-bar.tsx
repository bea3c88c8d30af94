/** Of which time the map speaks, and since when traffic counts as new. */

import { RangeSlider, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Chip } from '../../design/chip.tsx';
import { formatAge } from '../../design/format/age.ts';
import { formatDayAndClock } from '../../design/format/instant.ts';
import { mapText } from '../../text/map.ts';
import type { MapWindow } from './map-asked.ts';
import { DAY_MS } from './map-asked.ts';
import styles from './map-page.module.css';
import { type MapState, WINDOWS } from './map-state.ts';

interface WindowBarProps {
  readonly state: MapState;
  readonly window: MapWindow;
  /** First traffic of all. */
  readonly knownSince: string | null;
  readonly onChange: (changed: Readonly<Record<string, string | undefined>>) => void;
}

const NEW_SINCE = 'new-since';
const HOUR_MS = DAY_MS / 24;
/** Longer times are chosen by the day. */
const HOURS_SHOWN = 31;

export function WindowBar({ state, window, knownSince, onChange }: WindowBarProps) {
  const { from, to, begin, end, newSince } = window;
  const first = Math.max(begin, knownSince ? floor(Date.parse(knownSince)) : begin);
  const least = Math.min(first, end - HOUR_MS);
  const step = end - least > HOURS_SHOWN * DAY_MS ? DAY_MS : HOUR_MS;
  const shown: [number, number] = [
    clamp(Date.parse(from), least, end - step),
    clamp(Date.parse(to), least + step, end),
  ];
  const [moved, setMoved] = useState(shown);
  // The address, a link or "back" may have moved it.
  useEffect(() => setMoved([shown[0], shown[1]]), [shown[0], shown[1]]);
  const words = (at: number) => formatDayAndClock(new Date(at), new Date());
  return (
    <div className={styles.window}>
      <SegmentedControl
        size="xs"
        aria-label={mapText.window}
        data={WINDOWS.map((value) => ({ value, label: mapText.windowOf[value] }))}
        value={state.window}
        onChange={(value) =>
          onChange({ window: value === 'day' ? undefined : value, from: undefined, to: undefined })
        }
      />
      {window.oldest && (
        <Chip set="medium" title={mapText.oldHelp}>
          {mapText.old(formatAge(new Date(window.oldest), new Date()))}
        </Chip>
      )}
      <div className={styles.slider}>
        <span className="numbers">{words(moved[0])}</span>
        <RangeSlider
          className={styles.track ?? ''}
          min={least}
          max={end}
          step={step}
          minRange={step}
          value={moved}
          label={words}
          thumbFromLabel={mapText.windowFrom}
          thumbToLabel={mapText.windowTo}
          onChange={setMoved}
          onChangeEnd={([one, other]) =>
            onChange({ from: new Date(one).toISOString(), to: new Date(other).toISOString() })
          }
        />
        <span className="numbers">{words(moved[1])}</span>
      </div>
      <div className={styles.since} title={mapText.newSinceHelp}>
        <label htmlFor={NEW_SINCE}>{mapText.newSince}</label>
        <TextInput
          size="xs"
          id={NEW_SINCE}
          type="datetime-local"
          value={localText(newSince)}
          onChange={({ currentTarget: { value } }) => {
            const at = new Date(value);
            onChange({ since: Number.isNaN(at.getTime()) ? undefined : at.toISOString() });
          }}
        />
      </div>
    </div>
  );
}

const floor = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;
const clamp = (at: number, least: number, most: number): number => Math.max(least, Math.min(most, at));

/** As the field of the browser wants it: the time of the person, without its zone. */
function localText(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
