/** One device on paper: what it is, where it stands, its risk and findings, whom it talks with, and what that rests on. */

import { useParams } from '@tanstack/react-router';
import { findDevice } from '../../api/endpoints/devices.ts';
import { useAnswer } from '../../api/queries.ts';
import { DeviceIdentity, type WholeDevice } from '../../components/device-identity.tsx';
import { deviceName } from '../../components/device-words.ts';
import { useSites } from '../../components/place-words.tsx';
import { FactLine, Facts } from '../../design/card.tsx';
import { Unanswered } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Mono, Span, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicesText } from '../../text/devices.ts';
import { placesText } from '../../text/places.ts';
import { reportsText } from '../../text/reports.ts';
import { DevicePartners } from './device-partners.tsx';
import { DeviceRiskSections } from './device-risk-sections.tsx';
import { ReportSheet, Section, Table } from './report-sheet.tsx';
import styles from './reports.module.css';
import { RestsOn } from './rests-on.tsx';

const text = reportsText.device;

export function DeviceReportPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const found = useAnswer(findDevice, { path: { id } });
  const maySeeRisk = useMay('risk:view');
  const name = found.data && deviceName(found.data);
  const crumbs = [
    { label: devicesText.title, to: '/devices' },
    ...(name === undefined ? [] : [{ label: name, to: `/devices/${id}` }]),
  ];
  return (
    <ReportSheet title={name === undefined ? text.title : text.of(name)} crumbs={crumbs}>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={devicesText.one} lines={10} />
      ) : (
        <>
          <Identity device={found.data} />
          <Place device={found.data} />
          {maySeeRisk ? <DeviceRiskSections id={found.data.id} /> : <p>{text.riskNotYours}</p>}
          <Services device={found.data} />
          <DevicePartners id={found.data.id} />
          <RestsOn />
          <p className={styles.quiet}>{text.noNotes}</p>
        </>
      )}
    </ReportSheet>
  );
}

interface DeviceProps {
  readonly device: WholeDevice;
}

function Identity({ device }: DeviceProps) {
  const { category, ips, macs, firstAt, lastAt } = device;
  const isUnknown = category.value === 'unknown';
  return (
    <Section title={text.identity}>
      <DeviceIdentity device={device}>
        <FactLine term={devicesText.columns.category}>
          {isUnknown ? <Unknown /> : categoryName(category.value)}
        </FactLine>
        <FactLine term={text.addresses}>
          {ips.length + macs.length === 0 ? <Unknown /> : <Mono>{[...ips, ...macs].join(', ')}</Mono>}
        </FactLine>
        <FactLine term={`${text.seen}, ${text.seenFromTo}`}>
          <Span from={firstAt} to={lastAt} />
        </FactLine>
      </DeviceIdentity>
    </Section>
  );
}

function Place({ device: { place } }: DeviceProps) {
  const sites = useSites();
  const site = sites?.find(({ id }) => id === place.site);
  const unit = site?.units.find(({ id }) => id === place.unit);
  const { fields } = placesText;
  return (
    <Section title={text.place}>
      <Facts>
        <FactLine term={fields.site}>
          {site ? (
            <WireText whole>{unit ? `${site.name}, ${unit.name}` : site.name}</WireText>
          ) : (
            <Unknown word={placesText.unset} />
          )}
        </FactLine>
        <FactLine term={fields.owner}>
          {place.owner === null ? <Unknown word={placesText.unset} /> : <WireText>{place.owner}</WireText>}
        </FactLine>
        <FactLine term={fields.use}>
          {place.use === null ? (
            <Unknown word={placesText.unset} />
          ) : (
            (placesText.uses[place.use] ?? place.use)
          )}
        </FactLine>
        <FactLine term={fields.criticality}>
          {place.criticality === null ? (
            <Unknown reason={placesText.noCriticality} />
          ) : (
            <>
              {placesText.criticality(place.criticality.value)}
              {place.criticality.inferred && ` (${placesText.inferred})`}
            </>
          )}
        </FactLine>
      </Facts>
    </Section>
  );
}

function Services({ device: { services } }: DeviceProps) {
  return (
    <Section title={text.services}>
      {services.length === 0 ? (
        <p>{text.noServices}</p>
      ) : (
        <Table
          heads={[devicesText.page.role, devicesText.page.protocol, devicesText.page.port]}
          rows={services.map(({ transport, port, protocol, role }) => ({
            key: `${transport} ${port} ${protocol} ${role}`,
            cells: [
              role === 'server' ? devicesText.page.offers : devicesText.page.uses,
              <WireText key="protocol">{protocol.toUpperCase()}</WireText>,
              <Mono key="port">{`${transport.toUpperCase()} ${port}`}</Mono>,
            ],
          }))}
        />
      )}
    </Section>
  );
}
