/** What of DNS-SD may leave the mDNS dissector: TXT keys by allow-list, and services whose names are those of people. */

/**
 * Keys of TXT records that tell what a device is, by lower-case key, with the spelling that facts use. Locations, notes,
 * accounts and addresses of people are left out. Sources: Bonjour Printing Specification 1.2.1 tables 2 to 4, HAP
 * non-commercial R2 table 6-7, Matter 1.0 4.3.1, DICOM PS3.15 H.2, and what devices were seen to announce.
 */
export const TXT_KEYS: ReadonlyMap<string, string> = new Map(
  [
    // Printers and scanners
    ['ty', 'product', 'usb_MFG', 'usb_MDL', 'mfg', 'mdl', 'UUID', 'printer-type'],
    // DICOM
    ['AET', 'PrimaryDeviceType'],
    // Apple, AirPlay, HomeKit, Google Cast, Matter, Hue
    ['model', 'osxvers', 'srcvers', 'deviceid', 'am', 'md', 'fn', 'id', 'ci', 'VP', 'DT', 'DN'],
    ['bridgeid', 'modelid', 'rpMd', 'rpVr', 'integrator', 'serialNumber'],
    // Maker, model, number
    [
      'manufacturer',
      'vendor',
      'brand',
      'modelName',
      'modelNumber',
      'model_name',
      'model_number',
      'displayModel',
      'internalModelName',
      'serial',
      'sn',
    ],
    ['type', 'deviceType', 'device_type', 'category', 'platform', 'board', 'arch', 'os', 'app', 'gen'],
    // Versions
    [
      'version',
      'ver',
      'vs',
      'fw',
      'fw_id',
      'fwVer',
      'fwVersion',
      'fwBuildNum',
      'firmware',
      'firmwareVersion',
      'fv',
    ],
    ['sw', 'swVersion', 'softwareVersion', 'hw', 'hwVersion', 'hardwareVersion', 'hardware_ver'],
    ['version_major', 'version_minor', 'version_build', 'path_version', 'api_version', 'server_version'],
    // Station addresses
    ['mac', 'macaddress', 'mac_address', 'friendly_name'],
  ]
    .flat()
    .map((key) => [key.toLowerCase(), key]),
);

/** A string without a key that holds a model number and the kind of product (`IC-3115W Network Camera`); others are left out. */
export const MODEL_TEXT =
  /^[A-Z]{2,5}-?\d{2,5}[A-Z]{0,4}(?: (?:Network|IP|Internet|Wireless|Cloud|HD|Dome|Cube|Camera|Printer|Scanner|Recorder|Router|Switch|Server))*$/;
/** Under which such a string stands among the texts of an instance. */
export const MODEL_TEXT_KEY = '';
/** Octets of the longest such string. */
export const MODEL_TEXT_LIMIT = 48;

/** Services whose instances are called after a person or a person's library: only the service type is told. */
export const PERSONAL_SERVICES: ReadonlySet<string> = new Set([
  '_presence._tcp', // XEP-0174: user@machine
  '_daap._tcp',
  '_dpap._tcp',
  '_dacp._tcp',
  '_home-sharing._tcp',
  '_touch-able._tcp',
  '_xmpp-client._tcp',
  '_sip._udp',
  '_sip._tcp',
]);

/** Records read of one message; a 9,000 octet message (RFC 6762 17) of the smallest records holds more. */
export const MDNS_RECORD_LIMIT = 256;
/** Strings read of one TXT record. */
export const TXT_STRING_LIMIT = 64;
/** Responses read of one flow; a host repeats itself, a reflector speaks for a few dozen hosts. */
export const MDNS_RESPONSE_LIMIT = 64;
