/** The facts that DHCPv4 states; option numbers as in RFC 2132 and the later RFCs that constants.ts names. */

import type { FactDeclaration } from '../dissector.ts';

export const FACTS: Readonly<Record<string, FactDeclaration>> = {
  'message-type': {
    label: 'DHCP message type (option 53)',
    help: 'Kind of message that the client sent: discover, request, decline, release or inform (RFC 2132 9.6).',
  },
  address: {
    label: 'Leased address',
    help: 'Address that a server acknowledged to the client (yiaddr), or that the client says it has (ciaddr).',
    binds: 'ip-address',
  },
  'requested-address': {
    label: 'Requested address (option 50)',
    help: 'Address that the client asks for; it need not get it (RFC 2132 9.1).',
  },
  'declined-address': {
    label: 'Declined address',
    help: 'Address that the client refuses because another station uses it (RFC 2131 4.4.4).',
  },
  'host-name': {
    label: 'Host name (option 12)',
    help: 'Name of the client, with or without domain (RFC 2132 3.14).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  fqdn: {
    label: 'Fully qualified name (option 81)',
    help: 'Domain name that the client wants in the DNS (RFC 4702).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'vendor-class': {
    label: 'Vendor class identifier (option 60)',
    help: 'Text by which the vendor of the client or of its DHCP software names it (RFC 2132 9.13).',
  },
  'user-class': {
    label: 'User class (option 77)',
    help: 'Class of use that the client belongs to, such as iPXE (RFC 3004).',
  },
  'vendor-specific': {
    label: 'Vendor specific text (option 43)',
    help: 'Printable vendor data of the client, whole or by parts when it is long or encapsulated (RFC 2132 8.4).',
  },
  'vendor-class-enterprise': {
    label: 'Vendor class enterprise (option 124)',
    help: 'Private enterprise number that a vendor identifying class belongs to (RFC 3925 3).',
  },
  'vi-vendor-class': {
    label: 'Vendor identifying class (option 124)',
    help: 'Text of a vendor identifying vendor class (RFC 3925 3).',
  },
  'vi-vendor-specific': {
    label: 'Vendor identifying data (option 125)',
    help: 'Printable vendor data as enterprise.option=text, such as 3561.2=serial number of a managed device (RFC 3925 4).',
  },
  'parameter-request-list': {
    label: 'Parameter request list (option 55)',
    help: 'Options that the client asks for, in its order: typical of the DHCP software (RFC 2132 9.8).',
  },
  'option-order': {
    label: 'Order of options',
    help: 'Codes of the options of a DISCOVER in their order of appearance: typical of the DHCP software.',
  },
  'maximum-message-size': {
    label: 'Maximum message size (option 57)',
    help: 'Longest message that the client accepts, in octets (RFC 2132 9.10).',
  },
  'client-architecture': {
    label: 'Client architecture (option 93)',
    help: 'Processor and firmware types of a network boot client (RFC 4578 2.1).',
  },
  'client-id': {
    label: 'Client identifier (option 61)',
    help: 'Identifier of the client: the text of type 0, otherwise all octets with the type as hexadecimal digits (RFC 2132 9.14).',
  },
  'client-duid': {
    label: 'Client DUID (option 61, type 255)',
    help: 'DHCP unique identifier of the client in hexadecimal digits, the same as over DHCPv6 (RFC 4361).',
  },
  'duid-enterprise': {
    label: 'DUID enterprise',
    help: 'Private enterprise number of a DUID-EN (RFC 8415 11.3).',
  },
  'duid-identifier': {
    label: 'DUID identifier',
    help: 'Printable identifier of a DUID-EN, given by the maker (RFC 8415 11.3).',
  },
  'client-uuid': {
    label: 'Client UUID (option 97)',
    help: 'System UUID of a network boot client in the order of transmission (RFC 4578 2.3).',
  },
  'mud-url': {
    label: 'MUD URL (option 161)',
    help: 'Address of the maker usage description of the client (RFC 8520 10).',
  },
  role: {
    label: 'DHCP role',
    help: 'server for the sender of OFFER, ACK or NAK, relay for an agent that forwards (RFC 2131 4.1).',
  },
  service: {
    label: 'Named service',
    help: 'Service that an OFFER or ACK names at this address: router, dns-server, log-server, ntp-server, netbios-name-server or tftp-server.',
  },
  'relay-agent': {
    label: 'Relay agent',
    help: 'Address of the relay agent that the client is behind (giaddr, RFC 2131 2).',
  },
  'relay-circuit-id': {
    label: 'Relay circuit (option 82.1)',
    help: 'Port or VLAN on which the relay agent hears the client, as text or hexadecimal digits (RFC 3046 3.1).',
  },
  'relay-remote-id': {
    label: 'Relay remote identity (option 82.2)',
    help: 'Identity that the relay agent gives the far end of the circuit, often its own MAC (RFC 3046 3.2).',
  },
};
