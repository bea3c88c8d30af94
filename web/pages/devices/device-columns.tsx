/** Columns of the list of devices. */

import { DeviceName } from '../../components/device-name.tsx';
import { confidenceOf, type DeviceRow, deviceName, identityOf } from '../../components/device-words.ts';
import { CriticalityWords, NotRecorded, PlaceName } from '../../components/place-words.tsx';
import { ConfidenceBars } from '../../design/confidence.tsx';
import type { Column } from '../../design/table/column.ts';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Count, Mono, Octets, WireText } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicesText } from '../../text/devices.ts';
import { placesText } from '../../text/places.ts';
import styles from './devices-page.module.css';

const text = devicesText.columns;

export const nameOfRow = (device: DeviceRow): string =>
  deviceName(device, [device.attributes['hostname']?.value, device.attributes['dicomAeTitle']?.value]);

/** An id is the name by which the API sorts. */
export const DEVICE_COLUMNS: readonly Column<DeviceRow>[] = [
  {
    id: 'hostname',
    title: text.device,
    width: 180,
    sortable: true,
    cell: (device) => <DeviceName id={device.id} name={nameOfRow(device)} category={device.category.value} />,
  },
  {
    id: 'model',
    title: text.model,
    width: 204,
    grows: true,
    sortable: true,
    cell: (device) => <MakerAndModel device={device} />,
  },
  {
    id: 'category',
    title: text.category,
    width: 142,
    sortable: true,
    cell: ({ category }) => (category.value === 'unknown' ? <Unknown bare /> : categoryName(category.value)),
  },
  {
    id: 'address',
    title: text.address,
    width: 116,
    sortable: true,
    cell: ({ ips }) => <Addresses of={ips} />,
  },
  {
    id: 'software',
    title: text.software,
    width: 120,
    sortable: true,
    cell: (device) => (
      <Attribute
        device={device}
        names={['softwareVersion', 'firmwareVersion']}
        reason={devicesText.softwareReason}
      />
    ),
  },
  {
    id: 'criticality',
    title: placesText.fields.criticality,
    width: 118,
    sortable: true,
    cell: ({ place }) => <CriticalityWords of={place.criticality} />,
  },
  {
    id: 'identity',
    title: text.identity,
    explains: 'confidence',
    width: 62,
    cell: (device) => <ConfidenceBars of={identityOf(device)} />,
  },
  {
    id: 'seen',
    title: text.seen,
    width: 66,
    align: 'end',
    sortable: true,
    cell: ({ lastAt }) => <Age at={lastAt} />,
  },
  ...hidden(
    {
      id: 'serial',
      title: text.serial,
      width: 130,
      cell: (device) => <Attribute device={device} names={['serialNumber']} />,
    },
    { id: 'mac', title: text.mac, width: 146, cell: ({ macs }) => <Addresses of={macs} /> },
    {
      id: 'site',
      title: placesText.fields.site,
      width: 130,
      cell: ({ place: { site } }) => <PlaceName site={site} what={placesText.fields.site} />,
    },
    {
      id: 'unit',
      title: placesText.fields.unit,
      width: 130,
      cell: ({ place: { unit } }) => <PlaceName unit={unit} what={placesText.fields.unit} />,
    },
    said('room', 90, ({ room }) => room),
    said('owner', 130, ({ owner }) => owner),
    { ...said('asset-tag', 110, ({ assetTag }) => assetTag), title: placesText.fields.assetTag },
    said('use', 90, ({ use }) => use && (placesText.uses[use] ?? use)),
    said('zone', 150, ({ zone }) => zone && (placesText.zones[zone] ?? zone)),
    said(
      'sensitivity',
      110,
      ({ sensitivity }) => sensitivity && (placesText.sensitivities[sensitivity] ?? sensitivity),
    ),
    said('contract', 120, ({ contract }) => contract),
    { ...said('support-ends', 100, ({ supportEnds }) => supportEnds), title: placesText.fields.supportEnds },
    {
      id: 'os',
      title: text.system,
      width: 140,
      cell: ({ attributes: { os, osVersion } }) =>
        os ? (
          <WireText>{osVersion ? `${os.value} ${osVersion.value}` : os.value}</WireText>
        ) : (
          <Unknown bare />
        ),
    },
    {
      id: 'ae-title',
      title: text.aeTitle,
      width: 130,
      cell: (device) => <Attribute device={device} names={['dicomAeTitle']} />,
    },
    {
      id: 'vlan',
      title: text.vlan,
      width: 70,
      cell: ({ vlans }) => (vlans.length > 0 ? vlans.join(', ') : <Unknown bare />),
    },
    { id: 'peers', title: text.peers, width: 80, align: 'end', cell: ({ peers }) => <Count of={peers} /> },
    {
      id: 'octets',
      title: text.traffic,
      width: 90,
      align: 'end',
      cell: ({ octets }) => <Octets of={octets} />,
    },
    {
      id: 'first',
      title: text.firstSeen,
      width: 90,
      align: 'end',
      cell: ({ firstAt }) => <Age at={firstAt} />,
    },
  ),
];

function hidden(...columns: readonly Column<DeviceRow>[]): readonly Column<DeviceRow>[] {
  return columns.map((column) => ({ ...column, hiddenAtFirst: true, sortable: true }));
}

/** A column of what people say, of the same name as the field of the query. */
function said(
  id: string,
  width: number,
  of: (place: DeviceRow['place']) => string | null,
): Column<DeviceRow> {
  const title = (placesText.fields as Readonly<Record<string, string>>)[id] ?? id;
  return {
    ...{ id, title, width },
    cell: ({ place }) => {
      const value = of(place);
      return value ? <WireText>{value}</WireText> : <NotRecorded what={title} />;
    },
  };
}

export function MakerAndModel({ device }: { readonly device: DeviceRow }) {
  const { vendor, model } = device.attributes;
  if (model)
    return (
      <span>
        {vendor && (
          <span className={styles.quiet}>
            <WireText>{vendor.value}</WireText>{' '}
          </span>
        )}
        <WireText>{model.value}</WireText>
      </span>
    );
  return (
    <span className={styles.unknownModel}>
      <Unknown word={devicesText.modelUnknown} reason={devicesText.modelReason} />
      {vendor && (
        <span className={styles.quiet}>
          <WireText>{vendor.value}</WireText>
        </span>
      )}
    </span>
  );
}

interface AttributeProps {
  readonly device: DeviceRow;
  /** The first that has a value is shown. */
  readonly names: readonly string[];
  readonly reason?: string;
}

function Attribute({ device, names, reason }: AttributeProps) {
  const found = names.map((name) => device.attributes[name]).find((attribute) => attribute !== undefined);
  if (!found) return <Unknown bare {...(reason && { reason })} />;
  const inferred = confidenceOf(found.confidence) === 'inferred';
  return (
    <span className={inferred ? styles.inferred : undefined}>
      <Mono>{found.value}</Mono>
    </span>
  );
}

/** The first one, and how many more. */
function Addresses({ of: addresses }: { readonly of: readonly string[] }) {
  const [first, ...more] = addresses;
  if (first === undefined)
    return <Unknown bare word={devicesText.addressUnknown} reason={devicesText.behind} />;
  return (
    <span title={addresses.join('\n')}>
      <Mono>{first}</Mono>
      {more.length > 0 && <span className={styles.quiet}> +{more.length}</span>}
    </span>
  );
}
