/** Rates, losses, clock and reach of a sensor; what it did not tell is unknown. */

import { FactLine, Facts } from '../../design/card.tsx';
import { formatCount, formatOctets, formatShare } from '../../design/format/number.ts';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Count, Mono, WireText } from '../../design/values.tsx';
import { sensorsText as text } from '../../text/sensors.ts';
import { rateOf, type Sensor } from './sensor-words.tsx';
import styles from './sensors-page.module.css';

const UNREAD_SHOWN = 4;

export function SensorFacts({
  sensor,
  whole = false,
}: {
  readonly sensor: Sensor;
  readonly whole?: boolean;
}) {
  const { health, lastBatchAt, lastPacketAt, clockSkewMs, received, applied, missing, refused } = sensor;
  const notTold = <Unknown bare word={text.noHealth} reason={text.noHealthReason} />;
  return (
    <Facts>
      <FactLine term={text.facets.lastBatch}>
        {lastBatchAt === null ? notTold : <Age at={lastBatchAt} ago />}
      </FactLine>
      <FactLine term={text.facets.rate}>{rateOf(sensor) ?? notTold}</FactLine>
      <FactLine term={text.facets.packets}>
        {lastPacketAt === null ? notTold : <Age at={lastPacketAt} ago />}
      </FactLine>
      <FactLine term={text.facets.dropped}>
        {!health ? (
          notTold
        ) : health.dropped === null ? (
          <Unknown bare word={text.dropUnknown} reason={text.dropReason} />
        ) : (
          text.dropped(formatCount(health.dropped), formatCount(health.packets + health.dropped))
        )}
      </FactLine>
      <FactLine term={text.facets.skew}>
        {clockSkewMs === null ? notTold : <span title={text.skewHelp}>{text.skew(clockSkewMs)}</span>}
      </FactLine>
      <FactLine term={text.facets.vlans}>
        {!health ? notTold : health.vlans.length === 0 ? text.noVlans : health.vlans.join(', ')}
      </FactLine>
      <FactLine term={text.facets.protocols}>
        {health ? (
          <>
            {text.protocols(health.protocols.length)}
            {health.unread.length > 0 && (
              <span className={styles.quiet}>
                {', '}
                {text.unread(
                  health.unread
                    .slice(0, whole ? undefined : UNREAD_SHOWN)
                    .map(({ transport, port, servers }) => text.port(transport, port, servers))
                    .join(', '),
                )}
              </span>
            )}
          </>
        ) : (
          notTold
        )}
      </FactLine>
      <FactLine term={text.facets.devices}>{health ? <Count of={health.devices} /> : notTold}</FactLine>
      <FactLine term={text.facets.spool}>
        {health
          ? text.spool(
              formatCount(health.spool.batches),
              formatOctets(health.spool.octets),
              formatOctets(health.spool.limit),
            )
          : notTold}
      </FactLine>
      {whole && (
        <>
          <FactLine term={text.facets.batches}>
            {text.batches(formatCount(applied), formatCount(received))}
            {missing > 0 && `, ${text.missing(missing)}`}
            {refused > 0 && `, ${text.refused(refused)}`}
          </FactLine>
          <FactLine term={text.facets.lost}>
            {!health
              ? notTold
              : health.lost.batches === 0
                ? text.lostNothing
                : text.lost(formatCount(health.lost.devices), formatCount(health.lost.packets))}
          </FactLine>
          <FactLine term={text.facets.memory}>
            {health ? text.memory(formatShare(health.memory, 1) ?? '') : notTold}
          </FactLine>
          <FactLine term={text.facets.source}>
            {health ? (
              <>
                {text.source[health.source.kind]} <Mono>{health.source.name}</Mono>
              </>
            ) : (
              notTold
            )}
          </FactLine>
          <FactLine term={text.facets.version}>
            {health ? <WireText>{health.version}</WireText> : notTold}
          </FactLine>
        </>
      )}
    </Facts>
  );
}
