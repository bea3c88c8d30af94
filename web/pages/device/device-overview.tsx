/** Identity with evidence, addresses, and what was seen of it. */

import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { findDevice } from '../../api/endpoints/devices.ts';
import { useAnswer } from '../../api/queries.ts';
import { Contradiction, DeviceIdentity, type WholeDevice } from '../../components/device-identity.tsx';
import { confidenceOf, deviceName } from '../../components/device-words.ts';
import { Card, FactLine, Facts } from '../../design/card.tsx';
import { ConfidenceBars, DecidedMark } from '../../design/confidence.tsx';
import { FactWithEvidence } from '../../design/fact/fact.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Count, Identifier, Instant, Octets, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicesText } from '../../text/devices.ts';
import { evidenceText } from '../../text/evidence.ts';
import { CorrectButtons, type Correction, CorrectionDialog } from './correct-value.tsx';
import styles from './device-page.module.css';
import { ServiceTable } from './device-services.tsx';
import { PlaceCard } from './place-card.tsx';
import { RiskCard } from './risk-card.tsx';
import { ServiceGateCard } from './service-gate.tsx';

const text = devicesText.page;

interface DeviceProps {
  readonly device: WholeDevice;
}

export function DeviceOverview({ device }: DeviceProps) {
  const [correction, setCorrection] = useState<Correction>();
  const maySeeRisk = useMay('risk:view');
  const buttonsFor = (attribute: string) => (
    <CorrectButtons device={device} attribute={attribute} onAct={setCorrection} />
  );
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        {device.place.use === null && <ServiceGateCard device={device} />}
        {maySeeRisk && <RiskCard device={device} />}
        <Card title={text.services} note={devicesText.page.servicesNote(device.services.length)} flush>
          <ServiceTable device={device} />
        </Card>
        <PlaceCard device={device} />
        <Card title={text.seen}>
          <Traffic device={device} />
        </Card>
      </div>
      <div className={styles.column}>
        <Card title={text.identity} explains="evidence" note={text.pointAt}>
          <DeviceIdentity device={device} actionsFor={buttonsFor}>
            <Category device={device} actions={buttonsFor('category')} />
          </DeviceIdentity>
        </Card>
        <Card title={text.addresses}>
          <Addresses device={device} />
        </Card>
      </div>
      {correction && (
        <CorrectionDialog device={device} correction={correction} onClose={() => setCorrection(undefined)} />
      )}
    </div>
  );
}

function Category({ device, actions }: DeviceProps & { readonly actions: ReactNode }) {
  const { category, inferredCategory } = device;
  const isUnknown = category.value === 'unknown';
  const confidence = isUnknown ? 'unknown' : confidenceOf(category.confidence);
  const isDecided = category.setByPerson === true;
  return (
    <FactLine term={text.category} aside={isDecided ? <DecidedMark /> : <ConfidenceBars of={confidence} />}>
      {isUnknown ? (
        <>
          <Unknown /> {actions}
        </>
      ) : (
        <FactWithEvidence
          actions={actions}
          claim={{
            what: text.category,
            value: categoryName(category.value),
            confidence,
            evidence: [],
            ...(isDecided
              ? { isDecided, weighing: text.categoryReasons(category.reasons) || evidenceText.byPerson }
              : { weighing: text.categoryReasons(category.reasons) }),
            ...(inferredCategory && {
              disagreements: [
                { value: categoryName(inferredCategory.value), protocols: inferredCategory.reasons },
              ],
            }),
          }}
        />
      )}
      {inferredCategory &&
        inferredCategory.value !== category.value &&
        inferredCategory.value !== 'unknown' && <Contradiction seen={categoryName(inferredCategory.value)} />}
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
