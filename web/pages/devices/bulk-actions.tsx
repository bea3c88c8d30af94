/** What can be said of several devices at once: site, unit, owner, criticality, use. Each act shows whom it touches before it acts. */

import { Button, Modal } from '@mantine/core';
import { IconAdjustments, IconBuilding, IconDoor, IconHeartbeat, IconUser } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import type { DeviceEdit } from '../../../src/contract/device.ts';
import { DEVICES_IN_QUERY, queryForDevices } from '../../../src/contract/device-query.ts';
import { isRefusal } from '../../api/api-error.ts';
import { editDevices } from '../../api/endpoints/devices.ts';
import { useAct } from '../../api/queries.ts';
import type { DeviceRow } from '../../components/device-words.ts';
import { PlaceField, type PlaceFieldName, sayOf } from '../../components/place-field.tsx';
import { Notice } from '../../design/card.tsx';
import { showMessage } from '../../design/messages.tsx';
import { WireText } from '../../design/values.tsx';
import { deviceListText } from '../../text/device-list.ts';
import { placesText } from '../../text/places.ts';
import { statesText } from '../../text/states.ts';
import styles from './bulk-actions.module.css';
import { nameOfRow } from './device-columns.tsx';
import { ExportMenu } from './export-menu.tsx';

const text = deviceListText.bulk;
const ACTIONS = [
  { field: 'site', icon: IconBuilding },
  { field: 'unit', icon: IconDoor },
  { field: 'owner', icon: IconUser },
  { field: 'criticality', icon: IconHeartbeat },
  { field: 'use', icon: IconAdjustments },
] as const satisfies readonly { field: PlaceFieldName; icon: unknown }[];
type BulkField = (typeof ACTIONS)[number]['field'];

/** Names shown before "and more". */
const NAMES = 8;
/** Most devices of one request that names them. */
const NAMED_LIMIT = 500;

interface BulkActionsProps {
  readonly rows: readonly DeviceRow[];
  /** All that match, when more match than are loaded. */
  readonly matching: { readonly query: string; readonly count: number } | undefined;
  /** The order of the list, for its export. */
  readonly sort: string;
  readonly onDone: () => void;
  /** The list is not as it was any more. */
  readonly onOutdated: () => void;
}

export function BulkActions({ rows, matching, sort, onDone, onOutdated }: BulkActionsProps) {
  const [field, setField] = useState<BulkField>();
  const [all, setAll] = useState(false);
  const chosen = all ? matching : undefined;
  const exported = chosen ? chosen.query : queryForDevices(rows.map(({ id }) => id));
  const mayName = chosen !== undefined || rows.length <= DEVICES_IN_QUERY;
  const isTooMany = chosen === undefined && rows.length > NAMED_LIMIT;
  return (
    <>
      {matching && (
        <Button variant="subtle" onClick={() => setAll(!all)} aria-pressed={all}>
          {all ? text.allSelected(matching.count) : text.selectAll(matching.count)}
        </Button>
      )}
      {ACTIONS.map(({ field: name, icon: Icon }) => (
        <Button
          key={name}
          variant="default"
          disabled={isTooMany}
          leftSection={<Icon size={16} stroke={1.7} />}
          onClick={() => setField(name)}
        >
          {text[name]}
        </Button>
      ))}
      {mayName && (
        <ExportMenu
          query={exported}
          sort={sort}
          count={deviceListText.total(chosen?.count ?? rows.length, true)}
        />
      )}
      {field && (
        <BulkDialog
          {...{ field, rows, sort, onDone, onOutdated }}
          matching={chosen}
          onClose={() => setField(undefined)}
        />
      )}
    </>
  );
}

interface BulkDialogProps extends BulkActionsProps {
  readonly field: BulkField;
  readonly onClose: () => void;
}

function BulkDialog({ field, rows, matching, onDone, onOutdated, onClose }: BulkDialogProps) {
  const [value, setValue] = useState('');
  const act = useAct(editDevices);
  const count = matching?.count ?? rows.length;
  const what = placesText.fields[field];
  const inUse = rows.filter(({ place }) => place.use === 'in-use').length;
  const run = async (event: SubmitEvent) => {
    event.preventDefault();
    const set = { [field]: sayOf(field, value) } as DeviceEdit;
    const devices = rows.map(({ id, version }) => ({ id, version }));
    const body = matching ? { query: matching.query, expected: matching.count, set } : { devices, set };
    const result = await act.mutateAsync({ body }).catch(() => undefined);
    if (!result) return;
    showMessage({ text: text.done(result.edited, what) });
    onClose();
    onDone();
  };
  const isOutdated = isRefusal(act.error, 409, 'edit-conflict') || isRefusal(act.error, 409, 'count-differs');
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.title(text[field], count)}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
    >
      <form className={styles.form} onSubmit={(event) => void run(event)}>
        {matching ? (
          <p className={styles.query}>
            {text.query}: <code>{matching.query || deviceListText.views.all}</code>
          </p>
        ) : (
          <p>
            {rows.slice(0, NAMES).map((row, index) => (
              <span key={row.id}>
                {index > 0 && ', '}
                <WireText>{nameOfRow(row)}</WireText>
              </span>
            ))}
            {rows.length > NAMES && ` ${text.andMore(rows.length - NAMES)}`}
            {inUse > 0 && <span className={styles.quiet}> ({text.inUse(inUse)})</span>}
          </p>
        )}
        <PlaceField name={field} value={value} onChange={setValue} />
        <p className={styles.quiet}>{text.empty}</p>
        {act.error && (
          <Notice
            set="critical"
            action={
              isOutdated && (
                <Button
                  variant="default"
                  onClick={() => {
                    onClose();
                    onOutdated();
                  }}
                >
                  {text.showNow}
                </Button>
              )
            }
          >
            <span role="alert">
              {text.failed} {act.error.message}
            </span>
          </Notice>
        )}
        <Button type="submit" loading={act.isPending}>
          {text[field]}
        </Button>
      </form>
    </Modal>
  );
}
