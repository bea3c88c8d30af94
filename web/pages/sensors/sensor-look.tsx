/** All that a sensor says of itself, and its last hours as numbers. */

import { findSensor } from '../../api/endpoints/sensors.ts';
import { useAnswer } from '../../api/queries.ts';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { Unanswered } from '../../design/states.tsx';
import plain from '../../design/table/plain-table.module.css';
import { Unknown } from '../../design/unknown.tsx';
import { Count, Instant, Octets, WireText } from '../../design/values.tsx';
import { sensorsText as text } from '../../text/sensors.ts';
import { SensorFacts } from './sensor-facts.tsx';
import { type Sensor, SensorState } from './sensor-words.tsx';
import styles from './sensors-page.module.css';

const WIDTH = 560;

interface SensorLookProps {
  readonly sensor: Sensor;
  readonly onClose: () => void;
}

export function SensorLook({ sensor, onClose }: SensorLookProps) {
  const found = useAnswer(findSensor, { path: { id: sensor.id } });
  return (
    <SideDrawer open title={<WireText>{sensor.name}</WireText>} onClose={onClose} width={WIDTH}>
      <SensorState sensor={sensor} />
      <SensorFacts sensor={sensor} whole />
      <h3 className={styles.subhead}>{text.hours.title}</h3>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.hours.title} lines={5} />
      ) : found.data.hours.length === 0 ? (
        <p className={styles.quiet}>{text.hours.none}</p>
      ) : (
        <table className={`${plain.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">{text.hours.hour}</th>
              <th scope="col">{text.hours.packets}</th>
              <th scope="col">{text.hours.octets}</th>
              <th scope="col">{text.hours.dropped}</th>
              <th scope="col">{text.hours.rate}</th>
            </tr>
          </thead>
          <tbody>
            {[...found.data.hours].reverse().map(({ hour, packets, octets, dropped, greatestRate }) => (
              <tr key={hour}>
                <td>
                  <Instant at={hour} />
                </td>
                <td>
                  <Count of={packets} />
                </td>
                <td>
                  <Octets of={octets} />
                </td>
                <td>
                  {dropped === null ? (
                    <Unknown bare word={text.dropUnknown} reason={text.dropReason} />
                  ) : (
                    <Count of={dropped} />
                  )}
                </td>
                <td>{text.rate(greatestRate.toLocaleString('en', { maximumFractionDigits: 0 }))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </SideDrawer>
  );
}
