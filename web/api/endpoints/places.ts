/** The organisation, its sites, units and network zones. */

import {
  Organisation,
  OrganisationChange,
  PlaceMade,
  PlaceRequest,
  Sites,
  ZoneChange,
  ZoneRequest,
  Zones,
} from '../../../src/contract/place.ts';
import { Nothing } from '../../../src/contract/problem.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['place'] as const;

export const readOrganisation = endpoint({
  method: 'GET',
  path: '/api/organisation',
  response: Organisation,
  concerns: CONCERNS,
});
export const changeOrganisation = endpoint({
  method: 'PATCH',
  path: '/api/organisation',
  body: OrganisationChange,
  response: Organisation,
  concerns: CONCERNS,
});

export const listSites = endpoint({
  method: 'GET',
  path: '/api/sites',
  response: Sites,
  concerns: CONCERNS,
});
export const addSite = endpoint({
  method: 'POST',
  path: '/api/sites',
  body: PlaceRequest,
  response: PlaceMade,
  concerns: CONCERNS,
});
export const changeSite = endpoint({
  method: 'PATCH',
  path: '/api/sites/:id',
  body: PlaceRequest,
  response: Nothing,
  concerns: CONCERNS,
});
export const removeSite = endpoint({
  method: 'DELETE',
  path: '/api/sites/:id',
  response: Nothing,
  concerns: CONCERNS,
});

export const addUnit = endpoint({
  method: 'POST',
  path: '/api/sites/:id/units',
  body: PlaceRequest,
  response: PlaceMade,
  concerns: CONCERNS,
});
export const changeUnit = endpoint({
  method: 'PATCH',
  path: '/api/units/:id',
  body: PlaceRequest,
  response: Nothing,
  concerns: CONCERNS,
});
export const removeUnit = endpoint({
  method: 'DELETE',
  path: '/api/units/:id',
  response: Nothing,
  concerns: CONCERNS,
});

export const listZones = endpoint({
  method: 'GET',
  path: '/api/zones',
  response: Zones,
  concerns: CONCERNS,
});
export const addZone = endpoint({
  method: 'POST',
  path: '/api/sites/:id/zones',
  body: ZoneRequest,
  response: PlaceMade,
  concerns: CONCERNS,
});
export const changeZone = endpoint({
  method: 'PATCH',
  path: '/api/zones/:id',
  body: ZoneChange,
  response: Nothing,
  concerns: CONCERNS,
});
export const removeZone = endpoint({
  method: 'DELETE',
  path: '/api/zones/:id',
  response: Nothing,
  concerns: CONCERNS,
});
