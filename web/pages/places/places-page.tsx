/** Where are we: the organisation, its sites, their wards and network zones. */

import { Button, Select, TextInput } from '@mantine/core';
import { IconBuildingHospital, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { changeOrganisation, listSites, listZones, readOrganisation } from '../../api/endpoints/places.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { AdministrationSections } from '../../components/administration-sections.tsx';
import { Card, FactLine, Facts } from '../../design/card.tsx';
import { FieldRow, Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { organisationText } from '../../text/organisation.ts';
import { type AskedPlace, PlaceDialog } from './place-dialog.tsx';
import styles from './places-page.module.css';
import { SiteCard } from './site-card.tsx';

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
        {sites.isPending ? (
          <LoadingSkeleton lines={6} />
        ) : sites.isError ? (
          <ErrorState what={text.sites} error={sites.error} onRetry={() => void sites.refetch()} />
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

function OrganisationCard({ mayEdit }: { readonly mayEdit: boolean }) {
  const found = useAnswer(readOrganisation, {});
  return (
    <Card title={text.organisation}>
      {found.isPending ? (
        <LoadingSkeleton lines={2} />
      ) : found.isError ? (
        <ErrorState what={text.organisation} error={found.error} onRetry={() => void found.refetch()} />
      ) : mayEdit ? (
        <OrganisationForm key={found.dataUpdatedAt} name={found.data.name} timeZone={found.data.timeZone} />
      ) : (
        <Facts>
          <FactLine term={text.name}>
            <WireText whole>{found.data.name}</WireText>
          </FactLine>
          <FactLine term={text.timeZone}>{found.data.timeZone}</FactLine>
        </Facts>
      )}
    </Card>
  );
}

interface OrganisationFormProps {
  readonly name: string;
  readonly timeZone: string;
}

function OrganisationForm({ name, timeZone }: OrganisationFormProps) {
  const [next, setNext] = useState({ name, timeZone });
  const change = useAct(changeOrganisation);
  const zones = [...new Set([timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  const isChanged = next.name.trim() !== name || next.timeZone !== timeZone;
  const submit = () =>
    change.mutate(
      { body: { name: next.name.trim(), timeZone: next.timeZone } },
      { onSuccess: () => showMessage({ text: text.saved }) },
    );
  return (
    <Fields onSubmit={submit}>
      <FieldRow>
        <TextInput
          label={text.name}
          value={next.name}
          onChange={({ currentTarget: { value } }) => setNext((before) => ({ ...before, name: value }))}
        />
        <Select
          label={text.timeZone}
          searchable
          allowDeselect={false}
          limit={60}
          data={zones}
          value={next.timeZone}
          onChange={(value) => value !== null && setNext((before) => ({ ...before, timeZone: value }))}
        />
      </FieldRow>
      <FormFoot error={change.error}>
        <Button type="submit" loading={change.isPending} disabled={!isChanged || next.name.trim() === ''}>
          {text.save}
        </Button>
      </FormFoot>
    </Fields>
  );
}
