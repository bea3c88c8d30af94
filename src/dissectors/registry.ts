/** All dissectors. Adding one is a folder and a line here (docs/recipes/add-a-dissector.md); order decides nothing but ties. */

import { arp } from './arp/dissector.ts';
import { dhcp } from './dhcp/dissector.ts';
import type { Dissector } from './dissector.ts';
import { dns } from './dns/dissector.ts';
import { llmnr } from './llmnr/dissector.ts';
import { mdns } from './mdns/dissector.ts';
import { nbns } from './nbns/dissector.ts';
import { ndp } from './ndp/dissector.ts';
import { netbiosBrowser } from './netbios-browser/dissector.ts';
import { ssh } from './ssh/dissector.ts';
import { tls } from './tls/dissector.ts';

export const DISSECTORS: readonly Dissector[] = [arp, dhcp, dns, llmnr, mdns, nbns, ndp, netbiosBrowser, ssh, tls];
