/** Identity with evidence, addresses, and what was seen of it. */

import { Link } from '@tanstack/react-router';
import { findDevice } from '../../api/endpoints/devices.ts';
import { useAnswer } from '../../api/queries.ts';
import { DeviceIdentity, type WholeDevice } from '../../components/device-identity.tsx';
import { confidenceOf, deviceName } from '../../components/device-words.ts';
import { Card, FactLine, Facts } from '../../design/card.tsx';
import { ConfidenceBars } from '../../design/confidence.tsx';
import { FactWithEvidence } from '../../design/fact/fact.tsx';
import { Unknown, UnknownNotice } from '../../design/unknown.tsx';
import { Age, Count, Identifier, Instant, Octets, WireText } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicesText } from '../../text/devices.ts';
import styles from './device-page.module.css';
import { ServiceTable } from './device-services.tsx';

const text = devicesText.page;

interface DeviceProps {
  readonly device: WholeDevice;
}

export function DeviceOverview({ device }: DeviceProps) {
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <Card title={text.risk}>
          <UnknownNotice title={text.riskUnknown}>{text.riskReason}</UnknownNotice>
        </Card>
        <Card title={text.services} note={devicesText.page.servicesNote(device.services.length)} flush>
          <ServiceTable device={device} />
        </Card>
        <Card title={text.seen}>
          <Traffic device={device} />
        </Card>
      </div>
      <div className={styles.column}>
        <Card title={text.identity} note={text.pointAt}>
          <DeviceIdentity device={device}>
            <Category device={device} />
          </DeviceIdentity>
        </Card>
        <Card title={text.addresses}>
          <Addresses device={device} />
        </Card>
      </div>
    </div>
  );
}

function Category({ device: { category } }: DeviceProps) {
  const confidence = category.value === 'unknown' ? 'unknown' : confidenceOf(category.confidence);
  return (
    <FactLine term={text.category} aside={<ConfidenceBars of={confidence} />}>
      {category.value === 'unknown' ? (
        <Unknown />
      ) : (
        <FactWithEvidence
          claim={{
            what: text.category,
            value: categoryName(category.value),
            confidence,
            weighing: text.categoryReasons(category.reasons),
            evidence: [],
          }}
        />
      )}
    </FactLine>
  );
}

function Addresses({ device: { ips, macs, vlans, viaDevice } }: DeviceProps) {
  return (
    <Facts>
      <FactLine term={text.address}>
        {ips.length === 0 ? (
          <Unknown word={devicesText.addressUnknown} reason={devicesText.behind} />
        ) : (
          <Lines values={ips} what={devicesText.identifiers.address} />
        )}
      </FactLine>
      <FactLine term={text.mac}>
        {macs.length === 0 ? (
          <Unknown reason={devicesText.behind} />
        ) : (
          <Lines values={macs} what={devicesText.identifiers.mac} />
        )}
      </FactLine>
      <FactLine term={text.vlan}>
        {vlans.length === 0 ? (
          <Unknown word={text.noVlan} reason={text.noVlanReason} />
        ) : (
          <span className="numbers">{text.vlanOf(vlans)}</span>
        )}
      </FactLine>
      {viaDevice && (
        <FactLine term={text.via}>
          <Gateway id={viaDevice} />
        </FactLine>
      )}
    </Facts>
  );
}

function Lines({ values, what }: { readonly values: readonly string[]; readonly what: string }) {
  return (
    <ul>
      {values.map((value) => (
        <li key={value}>
          <Identifier value={value} what={what} />
        </li>
      ))}
    </ul>
  );
}

function Gateway({ id }: { readonly id: string }) {
  const gateway = useAnswer(findDevice, { path: { id } });
  return (
    <>
      <Link to="/devices/$id" params={{ id }}>
        <WireText>{gateway.data ? deviceName(gateway.data) : devicesText.one}</WireText>
      </Link>{' '}
      {text.viaWords}
    </>
  );
}

function Traffic({ device: { firstAt, lastAt, packets, octets, peers } }: DeviceProps) {
  return (
    <Facts>
      <FactLine term={text.first}>
        <Instant at={firstAt} />
      </FactLine>
      <FactLine term={text.last}>
        <Instant at={lastAt} />, <Age at={lastAt} ago />
      </FactLine>
      <FactLine term={text.packets}>
        <Count of={packets} />
      </FactLine>
      <FactLine term={text.traffic}>
        <Octets of={octets} />
      </FactLine>
      <FactLine term={text.peers}>{text.peersCount(peers)}</FactLine>
    </Facts>
  );
}
