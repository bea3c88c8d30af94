/** Where are we: the organisation, its sites, their wards and network zones. */

import { Button } from '@mantine/core';
import { IconBuildingHospital, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { listSites, listZones } from '../../api/endpoints/places.ts';
import { useAnswer } from '../../api/queries.ts';
import { AdministrationSections } from '../../components/administration-sections.tsx';
import { OrganisationCard } from '../../components/places/organisation-card.tsx';
import { type AskedPlace, PlaceDialog } from '../../components/places/place-dialog.tsx';
import { SiteCard } from '../../components/places/site-card.tsx';
import { Card } from '../../design/card.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { useMay } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { organisationText } from '../../text/organisation.ts';
import styles from './places-page.module.css';

const text = organisationText.places;

export function PlacesPage() {
  const mayEdit = useMay('administration:edit');
  const sites = useAnswer(listSites, {});
  const zones = useAnswer(listZones, {});
  const [asked, setAsked] = useState<AskedPlace>();
  const add = () => setAsked({ act: 'add', kind: 'site' });
  return (
    <>
      <PageHeader
        title={text.title}
        crumbs={[{ label: accessText.administration, to: '/administration' }]}
        actions={
          mayEdit && (
            <Button leftSection={<IconPlus size={15} stroke={1.9} />} onClick={add}>
              {text.addSite}
            </Button>
          )
        }
      >
        <AdministrationSections />
      </PageHeader>
      <div className={styles.page}>
        <OrganisationCard mayEdit={mayEdit} />
        {!sites.isSuccess ? (
          <Unanswered asked={sites} what={text.sites} lines={6} />
        ) : sites.data.sites.length === 0 ? (
          <Card>
            <EmptyState
              icon={<IconBuildingHospital size={28} stroke={1.5} />}
              title={text.noSites}
              actions={mayEdit && <Button onClick={add}>{text.addSite}</Button>}
            >
              {text.noSitesHelp}
            </EmptyState>
          </Card>
        ) : (
          <div className={styles.sites}>
            {sites.data.sites.map((site) => (
              <SiteCard
                key={site.id}
                site={site}
                zones={(zones.data?.zones ?? []).filter((zone) => zone.site === site.id)}
                mayEdit={mayEdit}
                onAsk={setAsked}
              />
            ))}
          </div>
        )}
      </div>
      {asked && <PlaceDialog asked={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
