/** Columns of the list of devices. */

import { DeviceName } from '../../components/device-name.tsx';
import { confidenceOf, type DeviceRow, deviceName, identityOf } from '../../components/device-words.ts';
import { ConfidenceBars } from '../../design/confidence.tsx';
import type { Column } from '../../design/table/column.ts';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Count, Mono, Octets, WireText } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicesText } from '../../text/devices.ts';
import styles from './devices-page.module.css';

const text = devicesText.columns;

export const nameOfRow = (device: DeviceRow): string =>
  deviceName(device, [device.attributes['hostname']?.value, device.attributes['dicomAeTitle']?.value]);

export const DEVICE_COLUMNS: readonly Column<DeviceRow>[] = [
  {
    id: 'device',
    title: text.device,
    width: 210,
    cell: (device) => <DeviceName id={device.id} name={nameOfRow(device)} category={device.category.value} />,
  },
  {
    id: 'model',
    title: text.model,
    width: 230,
    grows: true,
    cell: (device) => <MakerAndModel device={device} />,
  },
  {
    id: 'category',
    title: text.category,
    width: 150,
    cell: ({ category }) => (category.value === 'unknown' ? <Unknown bare /> : categoryName(category.value)),
  },
  { id: 'address', title: text.address, width: 124, cell: ({ ips }) => <Addresses of={ips} /> },
  {
    id: 'software',
    title: text.software,
    width: 130,
    cell: (device) => (
      <Attribute
        device={device}
        names={['softwareVersion', 'firmwareVersion']}
        reason={devicesText.softwareReason}
      />
    ),
  },
  {
    id: 'identity',
    title: text.identity,
    width: 66,
    cell: (device) => <ConfidenceBars of={identityOf(device)} />,
  },
  { id: 'seen', title: text.seen, width: 70, align: 'end', cell: ({ lastAt }) => <Age at={lastAt} /> },
  {
    id: 'serial',
    title: text.serial,
    width: 130,
    hiddenAtFirst: true,
    cell: (device) => <Attribute device={device} names={['serialNumber']} />,
  },
  {
    id: 'mac',
    title: text.mac,
    width: 146,
    hiddenAtFirst: true,
    cell: ({ macs }) => <Addresses of={macs} />,
  },
  {
    id: 'system',
    title: text.system,
    width: 140,
    hiddenAtFirst: true,
    cell: ({ attributes: { os, osVersion } }) =>
      os ? <WireText>{osVersion ? `${os.value} ${osVersion.value}` : os.value}</WireText> : <Unknown bare />,
  },
  {
    id: 'aeTitle',
    title: text.aeTitle,
    width: 130,
    hiddenAtFirst: true,
    cell: (device) => <Attribute device={device} names={['dicomAeTitle']} />,
  },
  {
    id: 'vlan',
    title: text.vlan,
    width: 70,
    hiddenAtFirst: true,
    cell: ({ vlans }) => (vlans.length > 0 ? vlans.join(', ') : <Unknown bare />),
  },
  {
    id: 'peers',
    title: text.peers,
    width: 80,
    align: 'end',
    hiddenAtFirst: true,
    cell: ({ peers }) => <Count of={peers} />,
  },
  {
    id: 'traffic',
    title: text.traffic,
    width: 90,
    align: 'end',
    hiddenAtFirst: true,
    cell: ({ octets }) => <Octets of={octets} />,
  },
  {
    id: 'firstSeen',
    title: text.firstSeen,
    width: 90,
    align: 'end',
    hiddenAtFirst: true,
    cell: ({ firstAt }) => <Age at={firstAt} />,
  },
];

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
