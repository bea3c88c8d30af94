/** Places of devices in words: sites and units by name, the rest from the catalogue. */

import type { z } from 'zod';
import type { Sites as SitesSchema } from '../../src/contract/place.ts';
import { listSites } from '../api/endpoints/places.ts';
import { useAnswer } from '../api/queries.ts';
import { Unknown } from '../design/unknown.tsx';
import { WireText } from '../design/values.tsx';
import { placesText } from '../text/places.ts';
import type { DeviceRow } from './device-words.ts';
import styles from './place-words.module.css';

export type Site = z.output<typeof SitesSchema>['sites'][number];

/** Sites with their units; undefined until they came. */
export function useSites(): readonly Site[] | undefined {
  return useAnswer(listSites, {}).data?.sites;
}

interface PlaceNameProps {
  readonly site?: string | null;
  readonly unit?: string | null;
  readonly what: string;
}

/** A site or a unit by its name. */
export function PlaceName({ site, unit, what }: PlaceNameProps) {
  const sites = useSites();
  const id = unit ?? site;
  if (!id) return <NotRecorded what={what} />;
  const places = unit ? sites?.flatMap(({ units }) => units) : sites;
  const name = places?.find((place) => place.id === id)?.name;
  if (name !== undefined) return <WireText>{name}</WireText>;
  return sites ? <Unknown bare word={placesText.gone} /> : null;
}

/** What people have not said. */
export function NotRecorded({ what }: { readonly what: string }) {
  return <Unknown bare word={placesText.notRecorded} reason={placesText.nobodySaid(what)} />;
}

/** The level with its word; inferred ones are marked by a dashed line and in the tip. */
export function CriticalityWords({ of: criticality }: { readonly of: DeviceRow['place']['criticality'] }) {
  if (!criticality) return <Unknown bare reason={placesText.noCriticality} />;
  const { value, inferred } = criticality;
  const words = placesText.criticality(value);
  if (!inferred) return <span>{words}</span>;
  return (
    <span className={styles.inferred} title={placesText.inferredCriticality}>
      {words}
      <span className="hidden-but-read">, {placesText.inferred}</span>
    </span>
  );
}
