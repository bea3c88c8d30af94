/** Asks for the list of devices while the code of its page is loaded. */

import { listDevices } from '../../api/endpoints/devices.ts';
import { askPages } from '../../api/queries.ts';
import type { AddressState } from '../../design/address-state.ts';
import { devicesAsked } from './devices-asked.ts';

export const askDevices = (address: AddressState) => askPages(listDevices, devicesAsked(address));
