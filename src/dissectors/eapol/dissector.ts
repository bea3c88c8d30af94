/**
 * EAP over LAN: who wants to be let into a network, who decides, and by which method; computers by name. IEEE 802.1X-2020
 * 11 (packets), RFC 3748 (EAP). Keys and identities of people are not read.
 *
 *   version1 type1 length2 body        type 00 EAP, 01 start, 02 logoff, 03 key, 05 MACsec key agreement
 */

import { defineDissector } from '../dissector.ts';
import { EAP_EXPANDED, EAP_FACTS, EAP_RESPONSE, sayEap } from '../encodings/eap.ts';
import { sayWps } from './decode-wps.ts';

const ETHERTYPE_EAPOL = 0x888e;
const HEADER_OCTETS = 4;
const VERSION_MOST = 3; // IEEE 802.1X-2020 11.3.1
// IEEE 802.1X-2020 11.3.2
const TYPE_EAP = 0;
const TYPE_START = 1;
const TYPE_LOGOFF = 2;
const TYPE_KEY = 3;
const TYPE_MKA = 5;
const TYPE_MOST = 8;
/** IEEE 802.11-2020 12.7.2: the authenticator sets this bit of the key information, at octets 1 and 2 of the body. */
const KEY_ACKNOWLEDGE = 0x0080;
const RSN_DESCRIPTOR = 2;
const WPA_DESCRIPTOR = 254;

const SUPPLICANT = 'supplicant';
const AUTHENTICATOR = 'authenticator';

export const eapol = defineDissector({
  id: 'eapol',
  title: 'EAP over LAN (IEEE 802.1X-2020, RFC 3748)',
  carriers: ['ethernet'],
  hints: [ETHERTYPE_EAPOL],
  facts: {
    role: {
      label: 'IEEE 802.1X role',
      help: 'supplicant for who wants to be let in, authenticator for the switch or access point that decides.',
    },
    'macsec-key-agreement': {
      label: 'MACsec key agreement',
      help: 'used when the sender agrees keys for MACsec (IEEE 802.1X-2020 9).',
    },
    'wps-manufacturer': {
      label: 'Manufacturer (WPS)',
      help: 'Manufacturer that a device states in Wi-Fi Protected Setup (attribute 0x1021).',
      states: { attribute: 'vendor', source: 'own-identity' },
    },
    'wps-model-name': {
      label: 'Model name (WPS)',
      help: 'Model name that a device states in Wi-Fi Protected Setup (attribute 0x1023).',
      states: { attribute: 'model', source: 'own-identity' },
    },
    'wps-model-number': {
      label: 'Model number (WPS)',
      help: 'Model number that a device states in Wi-Fi Protected Setup (attribute 0x1024).',
    },
    'wps-serial-number': {
      label: 'Serial number (WPS)',
      help: 'Serial number that a device states in Wi-Fi Protected Setup (attribute 0x1042).',
      states: { attribute: 'serialNumber', source: 'own-identity' },
    },
    'wps-device-category': {
      label: 'Device category (WPS)',
      help: 'Category of the primary device type in Wi-Fi Protected Setup (attribute 0x1054).',
    },
    ...EAP_FACTS,
  },
  anomalies: [],
  limits: { messagesPerFlow: 64, heldOctets: 0 },

  recognise(octets) {
    const version = octets.peek();
    const isHeader = version >= 1 && version <= VERSION_MOST && octets.peek(1) <= TYPE_MOST;
    return isHeader && octets.peek16(2) >= 0 ? 'yes' : 'no';
  },

  dissect(octets, _flow, out) {
    const whole = octets.remaining;
    const type = octets.peek(1);
    const length = octets.peek16(2);
    octets.skip(HEADER_OCTETS);
    // Short frames are filled up: the body ends where the header says.
    const body = octets.sub(Math.min(length, octets.remaining));
    if (type === TYPE_EAP) {
      const header = sayEap(body, (field, value) => out.fact(field, value));
      if (header) out.fact('role', header.code === EAP_RESPONSE ? SUPPLICANT : AUTHENTICATOR);
      if (header?.type === EAP_EXPANDED) sayWps(body, out);
    } else if (type === TYPE_START || type === TYPE_LOGOFF) out.fact('role', SUPPLICANT);
    else if (type === TYPE_KEY) {
      const descriptor = body.u8();
      const information = body.u16();
      if (!body.failed && (descriptor === RSN_DESCRIPTOR || descriptor === WPA_DESCRIPTOR))
        out.fact('role', (information & KEY_ACKNOWLEDGE) !== 0 ? AUTHENTICATOR : SUPPLICANT);
    } else if (type === TYPE_MKA) out.fact('macsec-key-agreement', 'used');
    return whole;
  },
});
