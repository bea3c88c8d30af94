/** A site with its wards and network zones. */

import { Button, Menu, Switch } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { Sites, Zones } from '../../../src/contract/place.ts';
import { watchSite } from '../../api/endpoints/alerts.ts';
import { useAct } from '../../api/queries.ts';
import { showMessage } from '../../design/messages.tsx';
import { Mono, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { organisationText } from '../../text/organisation.ts';
import type { AskedPlace, PlaceKind } from './place-dialog.tsx';
import styles from './site-card.module.css';

const text = organisationText.places;

type Site = z.output<typeof Sites>['sites'][number];
type Zone = z.output<typeof Zones>['zones'][number];

interface SiteCardProps {
  readonly site: Site;
  readonly zones: readonly Zone[];
  readonly mayEdit: boolean;
  readonly onAsk: (asked: AskedPlace) => void;
}

export function SiteCard({ site, zones, mayEdit, onAsk }: SiteCardProps) {
  const acts = (kind: PlaceKind, place: { readonly id: string; readonly name: string }, subnets?: string[]) =>
    mayEdit && <PlaceActs kind={kind} place={place} subnets={subnets} onAsk={onAsk} />;
  const addButton = (kind: 'unit' | 'zone', label: string, name: string) =>
    mayEdit && (
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={13} stroke={1.9} />}
        aria-label={name}
        onClick={() => onAsk({ act: 'add', kind, site: site.id })}
      >
        {label}
      </Button>
    );
  return (
    <section className={styles.site} aria-label={site.name}>
      <header className={styles.siteHead}>
        <h2>
          <WireText>{site.name}</WireText>{' '}
          <span className={styles.quiet}>{text.counts(site.units.length, zones.length)}</span>
        </h2>
        <WatchSwitch site={site} />
        {acts('site', site)}
      </header>
      <div className={styles.parts}>
        <Part
          title={text.units}
          none={text.noUnits}
          aside={addButton('unit', text.addUnit, text.addUnitTo(site.name))}
        >
          {site.units.map((unit) => (
            <li key={unit.id}>
              <WireText>{unit.name}</WireText>
              {acts('unit', unit)}
            </li>
          ))}
        </Part>
        <Part
          title={text.zones}
          none={text.noZones}
          aside={addButton('zone', text.addZone, text.addZoneTo(site.name))}
        >
          {zones.map((zone) => (
            <li key={zone.id}>
              <span className={styles.words}>
                <WireText>{zone.name}</WireText>
                <span className={styles.quiet}>
                  {zone.subnets.length === 0 ? text.noSubnets : <Mono>{zone.subnets.join(', ')}</Mono>}
                </span>
              </span>
              {acts('zone', zone, zone.subnets)}
            </li>
          ))}
        </Part>
      </div>
    </section>
  );
}

/** Whether devices that were never seen before raise an alert there. */
function WatchSwitch({ site: { id, name, watched } }: { readonly site: Site }) {
  const mayWatch = useMay('alert:edit');
  const watch = useAct(watchSite);
  return (
    <Switch
      label={text.watched}
      aria-label={text.watchedOf(name)}
      checked={watched}
      disabled={!mayWatch || watch.isPending}
      onChange={({ currentTarget }) =>
        watch.mutate(
          { path: { id }, body: { watched: currentTarget.checked } },
          { onError: (error) => showMessage({ text: error.message, isProblem: true }) },
        )
      }
    />
  );
}

interface PartProps {
  readonly title: string;
  readonly none: string;
  readonly aside: ReactNode;
  readonly children: readonly ReactNode[];
}

function Part({ title, none, aside, children }: PartProps) {
  return (
    <div className={styles.part}>
      <div className={styles.partHead}>
        <h3>{title}</h3>
        {aside}
      </div>
      {children.length === 0 ? <p className={styles.quiet}>{none}</p> : <ul>{children}</ul>}
    </div>
  );
}

interface PlaceActsProps {
  readonly kind: PlaceKind;
  readonly place: { readonly id: string; readonly name: string };
  readonly subnets: string[] | undefined;
  readonly onAsk: (asked: AskedPlace) => void;
}

function PlaceActs({ kind, place, subnets, onAsk }: PlaceActsProps) {
  const { id, name } = place;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" aria-label={text.renameOf(name)}>
          <IconDots size={16} stroke={1.8} aria-hidden="true" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAsk({ act: 'change', kind, id, name, subnets })}>{text.rename}</Menu.Item>
        <Menu.Item onClick={() => onAsk({ act: 'remove', kind, id, name })}>{text.remove}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
