/** Whether it is one device: what was joined, what can be split off, which other device it may be, and who decided so. */

import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { mistakeIn, queryForText } from '../../../src/contract/device-query.ts';
import { listDevices } from '../../api/endpoints/devices.ts';
import { joinDevices, keepApart, splitDevice } from '../../api/endpoints/identity.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { DecisionDialog } from '../../components/decision-dialog.tsx';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { DeviceName } from '../../components/device-name.tsx';
import { type DeviceRow, deviceName } from '../../components/device-words.ts';
import { Card } from '../../design/card.tsx';
import { wireText } from '../../design/format/wire-text.ts';
import rows from '../../design/row-list.module.css';
import { EmptyState } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Identifier, Mono, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { devicePageText } from '../../text/device-page.ts';
import { devicesText } from '../../text/devices.ts';
import { DecisionList } from './decision-list.tsx';
import styles from './forms.module.css';

const text = devicePageText.identity;
const PAUSE_MS = 150;
/** Devices offered as the other one. */
const OFFERED = 6;

interface DeviceProps {
  readonly device: WholeDevice;
}

export function DeviceSame({ device }: DeviceProps) {
  const mayEdit = useMay('inventory:edit');
  return (
    <>
      <p className={styles.lead}>{text.lead}</p>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Card title={text.parts} note={text.partsNote(device.parts.length)} flush>
            <Parts device={device} mayEdit={mayEdit} />
          </Card>
          {mayEdit && (
            <Card title={text.other}>
              <OtherDevice device={device} />
            </Card>
          )}
        </div>
        <div className={styles.column}>
          <Card title={text.decided} flush>
            <DecisionList device={device} mayEdit={mayEdit} />
          </Card>
          <Card title={text.inferred}>
            {device.decisions.length === 0 ? (
              <p className={styles.quiet}>{text.noneInferred}</p>
            ) : (
              <ul>
                {device.decisions.map((decision) => (
                  <li key={`${decision.kind} ${decision.about.join(' ')} ${decision.reason}`}>
                    <WireText whole>{decision.reason}</WireText>{' '}
                    <span className={styles.quiet}>
                      <WireText whole>{decision.about.join(', ')}</WireText>
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Card>
        </div>
      </div>
    </>
  );
}

type Splitting = { readonly part: string } | { readonly macs: string[] };

function Parts({ device, mayEdit }: DeviceProps & { readonly mayEdit: boolean }) {
  const [splitting, setSplitting] = useState<Splitting>();
  const split = useAct(splitDevice);
  const { parts, macs } = device;
  const isSeveral = macs.length > 1;
  return (
    <>
      {parts.length === 0 && !isSeveral && <EmptyState title={text.onePart} />}
      <ul className={rows.rows}>
        {parts.map(({ id, macs: its, ips }) => (
          <li key={id}>
            <span className={rows.words}>
              {[...its, ...ips].length === 0 ? (
                <Unknown word={devicesText.addressUnknown} />
              ) : (
                <Mono>{[...its, ...ips].join(' ')}</Mono>
              )}
            </span>
            {mayEdit && (
              <Button variant="default" onClick={() => setSplitting({ part: id })}>
                {text.split}
              </Button>
            )}
          </li>
        ))}
        {isSeveral &&
          macs.map((mac) => (
            <li key={mac}>
              <span className={rows.words}>
                <Identifier value={mac} what={devicesText.identifiers.mac} />
              </span>
              {mayEdit && (
                <Button variant="default" onClick={() => setSplitting({ macs: [mac] })}>
                  {text.splitMac}
                </Button>
              )}
            </li>
          ))}
      </ul>
      {splitting && (
        <DecisionDialog
          title={text.splitTitle}
          help={'part' in splitting ? text.splitHelp : text.macsHelp}
          action={text.split}
          onClose={() => setSplitting(undefined)}
          onDecide={(reasoned) =>
            split.mutateAsync({ path: { id: device.id }, body: { ...splitting, ...reasoned } })
          }
        />
      )}
    </>
  );
}

function OtherDevice({ device }: DeviceProps) {
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const [act, setAct] = useState<{ readonly other: DeviceRow; readonly join: boolean }>();
  const query = mistakeIn(asked) ? queryForText(asked) : asked;
  const found = useAnswer(listDevices, { query: { query, limit: OFFERED } }, { enabled: asked !== '' });
  const others = asked === '' ? [] : (found.data?.devices ?? []).filter(({ id }) => id !== device.id);
  return (
    <div className={styles.form}>
      <TextInput
        type="search"
        label={text.find}
        placeholder={text.findHint}
        leftSection={<IconSearch size={15} stroke={1.7} />}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {asked !== '' && found.isSuccess && others.length === 0 && (
        <p className={styles.quiet}>{text.noneFound}</p>
      )}
      <ul className={rows.rows}>
        {others.map((other) => (
          <li key={other.id}>
            <span className={rows.words}>
              <DeviceName id={other.id} name={deviceName(other)} category={other.category.value} />{' '}
              <span className={styles.quiet}>
                <Mono>{[...other.ips.slice(0, 1), ...other.macs.slice(0, 1)].join(' ')}</Mono>
              </span>
            </span>
            <span className={rows.acts}>
              <Button variant="default" onClick={() => setAct({ other, join: true })}>
                {text.join}
              </Button>
              <Button variant="default" onClick={() => setAct({ other, join: false })}>
                {text.keepApart}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {act && <OtherDialog {...act} device={device} onClose={() => setAct(undefined)} />}
    </div>
  );
}

interface OtherDialogProps extends DeviceProps {
  readonly other: DeviceRow;
  readonly join: boolean;
  readonly onClose: () => void;
}

function OtherDialog({ device, other, join, onClose }: OtherDialogProps) {
  const joining = useAct(joinDevices);
  const keeping = useAct(keepApart);
  const names = [wireText(deviceName(device)), wireText(deviceName(other))] as const;
  return (
    <DecisionDialog
      title={join ? text.joinTitle(...names) : text.keepApartTitle(...names)}
      help={join ? text.joinHelp : text.keepApartHelp}
      action={join ? text.join : text.keepApart}
      onClose={onClose}
      onDecide={(reasoned) =>
        (join ? joining : keeping).mutateAsync({
          path: { id: device.id },
          body: { other: other.id, ...reasoned },
        })
      }
    />
  );
}
