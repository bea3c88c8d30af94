/** The words that other lists have for kinds of devices, in our categories; words that fit none exactly are left out. */

const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  printer: ['printer', 'printers', 'multifunction device', 'copier', 'print server', 'printer/scanner'],
  router: ['router', 'broadband router', 'adsl router', 'routers', 'routers and aps'],
  'network-switch': ['switch', 'switches', 'switch and wireless controller'],
  'wireless-access-point': ['wap', 'wireless controller', 'access point', 'wireless access point'],
  firewall: ['firewall'],
  laptop: ['laptop'],
  workstation: ['desktop', 'thin client', 'thin clients', 'workstation'],
  'ip-camera': ['ip camera', 'web cam', 'network camera', 'camera'],
  'video-recorder': ['dvr', 'nvr', 'cloud network video recorder'],
  'file-server': ['nas', 'storage', 'storage appliance', 'storage devices', 'network storage'],
  'serial-gateway': ['device server', 'serial server'],
  ups: ['ups'],
  mobile: [
    'mobile phone',
    'tablet',
    'mobile',
    'smartphone',
    'smartphones/pdas/tablets',
    'phone, tablet or wearable',
  ],
  plc: ['plc', 'industrial control'],
  'building-controller': ['building automation', 'environment control'],
  'voip-phone': ['voip phone', 'voip phones', 'voip phones/adapters', 'ip phone', 'voip device'],
  server: ['lights out management', 'hypervisor', 'management processor', 'onboard administrator'],
};

const BY_WORD = new Map(
  Object.entries(CATEGORIES).flatMap(([category, words]) => words.map((word) => [word, category])),
);

/** The category that a kind of device belongs to; undefined when the word is unknown or too wide. */
export function categoryOfDeviceType(type: string): string | undefined {
  return BY_WORD.get(type.trim().toLowerCase());
}
