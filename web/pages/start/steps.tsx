/** What each of the first steps asks for. */

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { setFeeds } from '../../api/endpoints/feeds.ts';
import { useAct } from '../../api/queries.ts';
import { OrganisationCard } from '../../components/places/organisation-card.tsx';
import { type AskedPlace, PlaceDialog } from '../../components/places/place-dialog.tsx';
import { SiteCard } from '../../components/places/site-card.tsx';
import { UploadArea } from '../../components/upload/upload-area.tsx';
import { useUploads } from '../../components/upload/use-uploads.ts';
import { Card, Notice } from '../../design/card.tsx';
import { showMessage } from '../../design/messages.tsx';
import { useMay } from '../../session/me.tsx';
import { capturesText } from '../../text/captures.ts';
import { startText } from '../../text/start.ts';
import styles from './start-page.module.css';
import type { Found } from './use-steps.ts';

interface StepProps {
  readonly found: Found;
  readonly mayDo: boolean;
}

/** What is fetched when a person allows it. */
const SOURCES = ['kev', 'epss', 'nvd'];

export function HospitalStep({ found: { sites = [], zones = [] }, mayDo }: StepProps) {
  const text = startText.hospital;
  const mayLook = useMay('administration:view');
  const [asked, setAsked] = useState<AskedPlace>();
  return (
    <>
      {mayLook && <OrganisationCard mayEdit={mayDo} />}
      {sites.map((site) => (
        <SiteCard
          key={site.id}
          site={site}
          zones={zones.filter((zone) => zone.site === site.id)}
          mayEdit={mayDo}
          onAsk={setAsked}
        />
      ))}
      <Card>
        <div className={styles.body}>
          <p>{text.help}</p>
          {mayDo && (
            <Button
              leftSection={<IconPlus size={15} stroke={1.9} />}
              onClick={() => setAsked({ act: 'add', kind: 'site' })}
            >
              {text.add}
            </Button>
          )}
        </div>
      </Card>
      {asked && <PlaceDialog asked={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

export function TrafficStep({ found: { devices, sensors, isReading }, mayDo }: StepProps) {
  const text = startText.traffic;
  const mayAddSensor = useMay('administration:edit');
  const uploads = useUploads('capture');
  return (
    <>
      <div role="status">
        <Notice
          set={devices ? 'good' : 'low'}
          action={
            !!devices && (
              <Button component={Link} to="/devices" variant="default">
                {text.look}
              </Button>
            )
          }
        >
          {devices
            ? text.state(devices.toLocaleString('en'))
            : isReading
              ? capturesText.states.reading
              : text.waiting}
        </Notice>
      </div>
      {mayDo && (
        <Card title={text.capture}>
          <UploadArea uploads={uploads} title={capturesText.drop} help={capturesText.dropHelp} />
        </Card>
      )}
      <Card title={text.sensor} note={sensors && sensors.all > 0 && text.sensors(sensors.live, sensors.all)}>
        <div className={styles.body}>
          <p>{text.sensorHelp}</p>
          {mayAddSensor ? (
            <Button component={Link} to="/sensors" search={{ add: '1' } as never} variant="default">
              {text.addSensor}
            </Button>
          ) : (
            <p className={styles.quiet}>{startText.needs('administration:edit')}</p>
          )}
        </div>
      </Card>
    </>
  );
}

export function FeedsStep({ found: { feeds }, mayDo }: StepProps) {
  const text = startText.feeds;
  const allow = useAct(setFeeds);
  const hasData = feeds !== undefined && feeds.records > 0;
  return (
    <>
      <Notice set={hasData ? 'good' : 'medium'}>
        {hasData
          ? text.there(feeds.records.toLocaleString('en'))
          : feeds?.isAllowed
            ? text.allowed
            : text.none}
      </Notice>
      <Card title={text.online}>
        <div className={styles.body}>
          <p>{text.onlineHelp}</p>
          {mayDo && !feeds?.isAllowed && (
            <Button
              loading={allow.isPending}
              onClick={() =>
                allow.mutate(
                  { body: { online: true, sources: [...SOURCES] } },
                  {
                    onSuccess: () => showMessage({ text: text.allowedDone }),
                    onError: (error) => showMessage({ text: error.message, isProblem: true }),
                  },
                )
              }
            >
              {text.allow}
            </Button>
          )}
        </div>
      </Card>
      <Card title={text.bundle}>
        <div className={styles.body}>
          <p>{text.bundleHelp}</p>
          <Button component={Link} to="/feeds" variant="default">
            {text.openFeeds}
          </Button>
        </div>
      </Card>
    </>
  );
}

export function PeopleStep({ found: { people, invited }, mayDo }: StepProps) {
  const text = startText.people;
  return (
    <Card>
      <div className={styles.body}>
        {people !== undefined && (
          <p>{people > 1 || invited ? text.state(people, invited ?? 0) : text.alone}</p>
        )}
        <p>{text.roles}</p>
        {mayDo && (
          <Button component={Link} to="/administration/invitations" search={{ make: '1' } as never}>
            {text.invite}
          </Button>
        )}
      </div>
    </Card>
  );
}
