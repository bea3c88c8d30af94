/** Where it is, whose it is and how it is used, as people say; an edit that meets another one is not lost. */

import { Button, Modal } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { isRefusal } from '../../api/api-error.ts';
import { call } from '../../api/client.ts';
import { editDevice, findDevice } from '../../api/endpoints/devices.ts';
import { useAct } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import {
  PLACE_FIELDS,
  PlaceField,
  type PlaceFieldName,
  placeEdit,
  placeTexts,
} from '../../components/place-field.tsx';
import { CriticalityWords, NotRecorded, PlaceName } from '../../components/place-words.tsx';
import { Card, FactLine, Facts, Notice } from '../../design/card.tsx';
import { showMessage } from '../../design/messages.tsx';
import { WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { devicePageText } from '../../text/device-page.ts';
import { placesText } from '../../text/places.ts';
import { statesText } from '../../text/states.ts';
import styles from './forms.module.css';

const text = devicePageText;

interface DeviceProps {
  readonly device: WholeDevice;
}

export function PlaceCard({ device }: DeviceProps) {
  const [editing, setEditing] = useState(false);
  const mayEdit = useMay('inventory:edit');
  return (
    <Card
      title={text.place}
      aside={
        mayEdit && (
          <Button size="sm" variant="subtle" aria-label={text.edit} onClick={() => setEditing(true)}>
            {text.editShort}
          </Button>
        )
      }
    >
      <Facts>
        {PLACE_FIELDS.map((name) => (
          <FactLine key={name} term={placesText.fields[name]}>
            <PlaceValue device={device} name={name} />
          </FactLine>
        ))}
      </Facts>
      {editing && <PlaceDialog device={device} onClose={() => setEditing(false)} />}
    </Card>
  );
}

function PlaceValue({ device: { place }, name }: DeviceProps & { readonly name: PlaceFieldName }) {
  const what = placesText.fields[name];
  if (name === 'site') return <PlaceName site={place.site} what={what} />;
  if (name === 'unit') return <PlaceName unit={place.unit} what={what} />;
  if (name === 'criticality') return <CriticalityWords of={place.criticality} />;
  const value = place[name];
  if (value === null) return <NotRecorded what={what} />;
  const words: Partial<Record<PlaceFieldName, Readonly<Record<string, string>>>> = {
    zone: placesText.zones,
    use: placesText.uses,
    sensitivity: placesText.sensitivities,
  };
  return <WireText whole>{words[name]?.[value] ?? value}</WireText>;
}

export function PlaceDialog({ device, onClose }: DeviceProps & { readonly onClose: () => void }) {
  // As it was when the form opened: what another person says meanwhile must not be overwritten unseen.
  const [version, setVersion] = useState(device.version);
  const [before, setBefore] = useState(placeTexts(device.place));
  const [after, setAfter] = useState(before);
  const [meanwhile, setMeanwhile] = useState<readonly PlaceFieldName[]>();
  const act = useAct(editDevice);
  const set = placeEdit(before, after);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!set) return;
    const saved = await act
      .mutateAsync({ path: { id: device.id }, body: { version, set } })
      .catch(() => undefined);
    if (!saved) return;
    showMessage({ text: text.saved });
    onClose();
  };
  const loadAgain = async () => {
    const fresh = await call(findDevice, { path: { id: device.id } });
    const now = placeTexts(fresh.place);
    const mine = PLACE_FIELDS.filter((name) => after[name] !== before[name]);
    setMeanwhile(PLACE_FIELDS.filter((name) => now[name] !== before[name]));
    setAfter({ ...now, ...Object.fromEntries(mine.map((name) => [name, after[name]])) });
    setBefore(now);
    setVersion(fresh.version);
    act.reset();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={text.place}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
    >
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        <div className={styles.grid}>
          {PLACE_FIELDS.map((name) => (
            <PlaceField
              key={name}
              name={name}
              value={after[name] ?? ''}
              site={after.site}
              onChange={(value) =>
                // A unit is of a site: with another site it is not known any more.
                setAfter({ ...after, ...(name === 'site' && { unit: '' }), [name]: value })
              }
            />
          ))}
        </div>
        {act.error && (
          <Notice
            set="critical"
            action={
              isRefusal(act.error, 409, 'edit-conflict') && (
                <Button
                  variant="default"
                  onClick={() =>
                    void loadAgain().catch((error: Error) =>
                      showMessage({ text: error.message, isProblem: true }),
                    )
                  }
                >
                  {text.loadAgain}
                </Button>
              )
            }
          >
            <span role="alert">
              {text.conflict} {act.error.message}
            </span>
          </Notice>
        )}
        {meanwhile && (
          <Notice set="medium">
            <span role="status">
              {text.loadedAgain}{' '}
              {meanwhile.length > 0 &&
                text.meanwhile(meanwhile.map((name) => placesText.fields[name]).join(', '))}
            </span>
          </Notice>
        )}
        <Button
          type="submit"
          loading={act.isPending}
          disabled={!set}
          title={set ? undefined : text.nothingChanged}
        >
          {text.save}
        </Button>
      </form>
    </Modal>
  );
}
