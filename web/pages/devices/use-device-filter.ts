/** Filters of the list of devices, as they stand in the address and as the API takes them. */

import { useAddressState } from '../../design/address-state.ts';
import type { Facet } from '../../design/facet-bar.tsx';
import { CATEGORY_IDS, categoryName } from '../../text/categories.ts';
import { devicesText } from '../../text/devices.ts';

export interface DeviceFilter {
  readonly query: { readonly text?: string | undefined; readonly category?: string | undefined };
  readonly search: {
    readonly text: string;
    readonly hint: string;
    readonly onChange: (text: string) => void;
  };
  readonly facets: readonly Facet[];
  readonly isFiltered: boolean;
  readonly clear: () => void;
}

export function useDeviceFilter(): DeviceFilter {
  const [address, change] = useAddressState();
  const text = address['text'] ?? '';
  const category = address['category'];
  return {
    query: { text: text.trim() || undefined, category },
    search: { text, hint: devicesText.search, onChange: (typed) => change({ text: typed || undefined }) },
    facets: [
      {
        id: 'category',
        label: devicesText.category,
        single: true,
        values: CATEGORY_IDS.map((value) => ({ value, label: categoryName(value) })),
        chosen: category === undefined ? [] : [category],
        onChange: ([chosen]) => change({ category: chosen }),
      },
    ],
    isFiltered: text.trim() !== '' || category !== undefined,
    clear: () => change({ text: undefined, category: undefined }),
  };
}
