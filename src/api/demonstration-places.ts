/** Sites, wards and networks of the demonstration hospital; the VLANs are those of sample/demonstration/fleet.ts. */

import type { DemonstrationSite } from '../store/demonstrations.ts';

/** The name says what it is wherever an organisation is named. */
export const DEMONSTRATION_NAME = 'Demonstration hospital';

export const DEMONSTRATION_PLACES: readonly DemonstrationSite[] = [
  {
    name: 'Main building (demonstration)',
    units: ['Intensive care', 'Ward North', 'Ward South', 'Theatres', 'Emergency', 'Laboratory', 'Imaging'],
    zones: {
      'Intensive care': ['10.20.40.0/24'],
      'Ward North': ['10.20.41.0/24'],
      'Ward South': ['10.20.42.0/24'],
      Theatres: ['10.20.43.0/24'],
      Emergency: ['10.20.44.0/24'],
      Laboratory: ['10.20.45.0/24'],
      Imaging: ['10.20.46.0/24'],
    },
  },
  {
    name: 'Technical centre (demonstration)',
    units: ['Servers', 'Offices', 'Building services'],
    zones: {
      Servers: ['10.20.47.0/24'],
      Offices: ['10.20.48.0/24'],
      'Building services': ['10.20.49.0/24'],
    },
  },
];
