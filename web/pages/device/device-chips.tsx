/** Beside the name of a device: use, place, owner, criticality. What nobody recorded says so. */

import type { WholeDevice } from '../../components/device-identity.tsx';
import { useSites } from '../../components/place-words.tsx';
import { Chip, Dot } from '../../design/chip.tsx';
import { wireText } from '../../design/format/wire-text.ts';
import { Unknown } from '../../design/unknown.tsx';
import { devicePageText } from '../../text/device-page.ts';
import { devicesText } from '../../text/devices.ts';
import { placesText } from '../../text/places.ts';
import styles from './device-page.module.css';

const text = devicePageText;

export function DeviceChips({ device: { place } }: { readonly device: WholeDevice }) {
  const { use, owner, criticality } = place;
  return (
    <span className={styles.facts}>
      {use === null ? (
        <Unknown word={text.noUse} reason={devicesText.page.useReason} />
      ) : (
        <Chip set={use === 'in-use' ? 'good' : 'plain'} icon={use === 'in-use' && <Dot set="good" />}>
          {placesText.uses[use] ?? use}
        </Chip>
      )}
      <PlaceChip place={place} />
      {owner === null ? (
        <Unknown word={text.noOwner} reason={placesText.nobodySaid(placesText.fields.owner)} />
      ) : (
        <Chip>{text.owner(wireText(owner))}</Chip>
      )}
      {criticality === null ? (
        <Unknown word={text.noCriticality} reason={placesText.noCriticality} />
      ) : (
        <Chip title={criticality.inferred ? placesText.inferredCriticality : placesText.setByPerson}>
          {text.criticality(placesText.criticality(criticality.value))}
          {criticality.inferred && ` (${placesText.inferred})`}
        </Chip>
      )}
    </span>
  );
}

function PlaceChip({ place }: Pick<WholeDevice, 'place'>) {
  const sites = useSites();
  if (place.site === null)
    return <Unknown word={text.noPlace} reason={placesText.nobodySaid(placesText.fields.site)} />;
  const site = sites?.find(({ id }) => id === place.site);
  if (!site) return sites ? <Unknown word={placesText.gone} /> : null;
  const unit = site.units.find(({ id }) => id === place.unit);
  return <Chip>{wireText(text.placeSite(site.name, unit?.name))}</Chip>;
}
