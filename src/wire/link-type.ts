/** Link types of capture files (the LINKTYPE_ registry of the tcpdump group), as far as they are decoded or named. */

export const LINK_NULL = 0;
export const LINK_ETHERNET = 1;
export const LINK_RAW_OLD = 12;
export const LINK_RAW_BSD = 14;
export const LINK_RAW = 101;
export const LINK_IEEE80211 = 105;
export const LINK_LOOP = 108;
export const LINK_LINUX_SLL = 113;
export const LINK_PRISM = 119;
export const LINK_RADIOTAP = 127;
export const LINK_PPI = 192;
export const LINK_IPV4 = 228;
export const LINK_IPV6 = 229;
export const LINK_LINUX_SLL2 = 276;

const NAMES: Readonly<Record<number, string>> = {
  [LINK_NULL]: 'null',
  [LINK_ETHERNET]: 'ethernet',
  [LINK_RAW_OLD]: 'raw-ip',
  [LINK_RAW_BSD]: 'raw-ip',
  [LINK_RAW]: 'raw-ip',
  [LINK_IEEE80211]: 'ieee802-11',
  [LINK_LOOP]: 'loop',
  [LINK_LINUX_SLL]: 'linux-sll',
  [LINK_PRISM]: 'ieee802-11-prism',
  [LINK_RADIOTAP]: 'ieee802-11-radiotap',
  [LINK_PPI]: 'ppi',
  [LINK_IPV4]: 'ipv4',
  [LINK_IPV6]: 'ipv6',
  [LINK_LINUX_SLL2]: 'linux-sll2',
};

/** Name of a link type for output; `link-type-N` for those that Wardlight does not know. */
export function linkTypeName(linkType: number): string {
  return NAMES[linkType] ?? `link-type-${linkType}`;
}
