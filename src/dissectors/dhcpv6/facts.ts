/** The facts that DHCPv6 states; option numbers as in RFC 8415 and the RFCs that read-message.ts names. */

import type { FactDeclaration } from '../dissector.ts';

export const FACTS: Readonly<Record<string, FactDeclaration>> = {
  'message-type': {
    label: 'DHCPv6 message type',
    help: 'Kind of message that the client sent, such as solicit, renew or decline (RFC 8415 7.3).',
  },
  address: {
    label: 'Leased IPv6 address',
    help: 'Address of an identity association that a server gave in a Reply, or that the client renews (RFC 8415 21.6).',
    binds: 'ip-address',
  },
  fqdn: {
    label: 'Fully qualified name (option 39)',
    help: 'Domain name, often only the host part, that the client wants in the DNS (RFC 4704 4).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'vendor-class': {
    label: 'Vendor class (option 16)',
    help: 'Text by which the vendor of the client names its kind (RFC 8415 21.16).',
  },
  'vendor-class-enterprise': {
    label: 'Vendor class enterprise (option 16)',
    help: 'Private enterprise number of the vendor that the class belongs to (RFC 8415 21.16).',
  },
  'vendor-specific': {
    label: 'Vendor specific text (option 17)',
    help: 'Printable vendor options of the client as enterprise.option=text (RFC 8415 21.17).',
  },
  'user-class': {
    label: 'User class (option 15)',
    help: 'Class of use that the client belongs to (RFC 8415 21.15).',
  },
  'option-request-list': {
    label: 'Option request list (option 6)',
    help: 'Options that the client asks for, in its order: typical of the DHCP software (RFC 8415 21.7).',
  },
  'client-architecture': {
    label: 'Client architecture (option 61)',
    help: 'Processor and firmware types of a network boot client (RFC 5970 3.3).',
  },
  'client-duid': {
    label: 'Client DUID (option 1)',
    help: 'DHCP unique identifier of the client in hexadecimal digits (RFC 8415 11).',
  },
  'client-mac': {
    label: 'MAC in the client DUID',
    help: 'MAC that a DUID-LLT or DUID-LL was made from; the interface may since be elsewhere, and cloned systems share it (RFC 8415 11.2, 11.4).',
  },
  'client-uuid': {
    label: 'UUID in the client DUID',
    help: 'System UUID of a DUID-UUID (RFC 6355 4).',
  },
  'duid-enterprise': {
    label: 'DUID enterprise',
    help: 'Private enterprise number of a DUID-EN (RFC 8415 11.3).',
  },
  'duid-identifier': {
    label: 'DUID identifier',
    help: 'Printable identifier of a DUID-EN, given by the maker (RFC 8415 11.3).',
  },
  'mud-url': {
    label: 'MUD URL (option 112)',
    help: 'Address of the maker usage description of the client (RFC 8520 10).',
  },
  role: {
    label: 'DHCPv6 role',
    help: 'relay for the sender of a Relay-forward, server-or-relay for the sender of answers (both look alike), requesting-router for a client that asks for a prefix (RFC 8415 18, 19).',
  },
  service: {
    label: 'Named service',
    help: 'dns-server or ntp-server: a server names this address to its clients (RFC 3646 3, RFC 4075 4, RFC 5908 4).',
  },
  'relay-link': {
    label: 'Link of the client',
    help: 'Link address by which the relay agent next to the client names its link (RFC 8415 9).',
  },
  'relay-interface-id': {
    label: 'Relay interface (option 18)',
    help: 'Port on which the relay agent next to the client hears it, as text or hexadecimal digits (RFC 8415 21.18).',
  },
  'relay-remote-id': {
    label: 'Relay remote identity (option 37)',
    help: 'Identity that the relay agent gives the far end of the port, without its enterprise number (RFC 4649 3).',
  },
};
