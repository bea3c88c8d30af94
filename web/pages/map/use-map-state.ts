/** What the map shows, in the address: a link reproduces it. */

import { useAddressState } from '../../design/address-state.ts';
import { mapStateOf } from './map-state.ts';

/** What the address says, and what changes it. */
export function useMapState() {
  const [address, change] = useAddressState();
  return [mapStateOf(address), change] as const;
}
