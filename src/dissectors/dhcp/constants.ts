/** Numbers of DHCPv4 that more than one file needs: layout of the message (RFC 2131 2), options (RFC 2132 and later). */

/** RFC 2131 2: fixed fields up to the magic cookie, in octets from the start. */
export const FIELD = {
  op: 0,
  hardwareType: 1,
  hardwareLength: 2,
  ciaddr: 12,
  yiaddr: 16,
  giaddr: 24,
  chaddr: 28,
  sname: 44,
  file: 108,
  cookie: 236,
  options: 240,
} as const;

export const MAGIC_COOKIE = 0x63825363; // RFC 2131 3
export const BOOT_REQUEST = 1;
export const BOOT_REPLY = 2;

/** Option codes by their names in the specifications. */
export const OPTION = {
  pad: 0, // RFC 2132 3.1
  routers: 3, // RFC 2132 3.5
  dnsServers: 6, // RFC 2132 3.8
  logServers: 7, // RFC 2132 3.9
  hostName: 12, // RFC 2132 3.14
  ntpServers: 42, // RFC 2132 8.3
  vendorSpecific: 43, // RFC 2132 8.4
  netbiosNameServers: 44, // RFC 2132 8.5
  requestedAddress: 50, // RFC 2132 9.1
  overload: 52, // RFC 2132 9.3
  messageType: 53, // RFC 2132 9.6
  serverIdentifier: 54, // RFC 2132 9.7
  parameterRequestList: 55, // RFC 2132 9.8
  maximumMessageSize: 57, // RFC 2132 9.10
  vendorClass: 60, // RFC 2132 9.13
  clientIdentifier: 61, // RFC 2132 9.14
  userClass: 77, // RFC 3004
  clientFqdn: 81, // RFC 4702
  relayInformation: 82, // RFC 3046
  clientArchitecture: 93, // RFC 4578 2.1
  clientUuid: 97, // RFC 4578 2.3
  viVendorClass: 124, // RFC 3925 3
  viVendorSpecific: 125, // RFC 3925 4
  tftpServers: 150, // RFC 5859
  mudUrl: 161, // RFC 8520 10
  end: 255, // RFC 2132 3.2
} as const;

/** Message types by number (RFC 2132 9.6, RFC 3203). */
export const MESSAGE_TYPES: readonly (string | undefined)[] = [
  undefined,
  'discover',
  'offer',
  'request',
  'decline',
  'ack',
  'nak',
  'release',
  'inform',
  'forcerenew',
];
