/** Values of facets as people read them. */

import { categoryName } from '../../text/categories.ts';
import { deviceListText } from '../../text/device-list.ts';
import { placesText } from '../../text/places.ts';

type FacetField = keyof typeof deviceListText.facets;

/** "Infusion pump", "4, delivers therapy"; null is "Maker unknown". */
export function valueWords(field: FacetField, value: string | null): string {
  if (value === null) return deviceListText.unknownOf(deviceListText.facets[field]);
  switch (field) {
    case 'category':
      return categoryName(value);
    case 'criticality':
      return placesText.criticality(Number(value));
    case 'zone':
      return placesText.zones[value] ?? value;
    case 'use':
      return placesText.uses[value] ?? value;
    case 'sensitivity':
      return placesText.sensitivities[value] ?? value;
    case 'seen-as':
      return deviceListText.seenAs[value] ?? value;
    default:
      return value;
  }
}
