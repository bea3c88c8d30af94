/** What a device was seen to reach, directly and over others; those on which patients depend most first. */

import { Button } from '@mantine/core';
import { findReach } from '../../api/endpoints/conversations.ts';
import { useAnswer } from '../../api/queries.ts';
import { endName } from '../../components/traffic-words.ts';
import { useAddressState } from '../../design/address-state.ts';
import { Notice } from '../../design/card.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { Unanswered } from '../../design/states.tsx';
import { Unknown, UnknownNotice } from '../../design/unknown.tsx';
import { WireText } from '../../design/values.tsx';
import { mapText } from '../../text/map.ts';
import { placesText } from '../../text/places.ts';
import { AskedDevice } from './asked-device.tsx';
import { EndName } from './end-name.tsx';
import styles from './map-page.module.css';
import { CHOOSE } from './map-state.ts';

const text = mapText.reach;
const LISTED = 200;

interface ReachFinderProps {
  /** Id of a device, empty while none is chosen; undefined: closed. */
  readonly from: string | undefined;
  readonly onChange: (from: string | undefined) => void;
}

export function ReachFinder({ from, onChange }: ReachFinderProps) {
  return (
    <SideDrawer open={from !== undefined} title={text.title} onClose={() => onChange(undefined)}>
      <div className={styles.panel}>
        <p className={styles.quiet}>{text.help}</p>
        <AskedDevice
          label={text.from}
          words={text}
          value={from || undefined}
          onChange={(id) => onChange(id ?? CHOOSE)}
        />
        {from && <FoundReach from={from} />}
      </div>
    </SideDrawer>
  );
}

function FoundReach({ from }: { readonly from: string }) {
  const found = useAnswer(findReach, { query: { from, limit: LISTED } });
  const [, change] = useAddressState();
  if (!found.data) return <Unanswered asked={found} what={text.title} lines={6} />;
  const { complete, perStep, devices } = found.data;
  const all = perStep.reduce((sum, one) => sum + one.devices, 0);
  if (all === 0)
    return (
      <UnknownNotice title={text.nothing}>
        {text.notAll} {!complete && text.incomplete}
      </UnknownNotice>
    );
  return (
    <>
      <Notice set="low">
        <strong>{text.found(all)}</strong>:{' '}
        {perStep.map((one) => `${one.devices.toLocaleString('en')} ${text.inSteps(one.steps)}`).join(', ')}.
      </Notice>
      <p className={styles.quiet}>
        {text.order} {devices.length < all && text.shown(devices.length, all)}
      </p>
      <ol className={styles.reached}>
        {devices.map(({ end, through, steps, criticality }) => (
          <li key={end.device?.id ?? end.ip}>
            <div>
              <EndName end={end} />
              <p className={styles.quiet}>
                {criticality === null ? (
                  <Unknown word={text.criticalityUnknown} bare />
                ) : (
                  placesText.criticality(criticality)
                )}
                , {text.inSteps(steps)}
                {steps > 1 && (
                  <>
                    , {text.through} <WireText>{endName(through)}</WireText>
                  </>
                )}
              </p>
            </div>
            <Button
              size="xs"
              variant="default"
              aria-label={text.showPathTo(endName(end))}
              onClick={() =>
                change({ reach: undefined, path: `${from}>${end.device?.id ?? ''}` }, { step: true })
              }
            >
              {text.showPath}
            </Button>
          </li>
        ))}
      </ol>
      <p className={styles.quiet}>
        {text.notAll} {!complete && text.incomplete}
      </p>
    </>
  );
}
