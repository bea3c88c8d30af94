/** Device ids of printers (IEEE 1284-2000 7.6), as SNMP and IPP hand them out. */

/** The identifying keys of a device id, `MFG:…;MDL:…;SN:…;`; what else stands in it may name a person. */
export function deviceIdKeys(text: string): string {
  return text
    .split(';')
    .filter((pair) =>
      /^\s*(?:MFG|MANUFACTURER|MDL|MODEL|SN|SERN|SERIALNUMBER|FWVER|DES|DESCRIPTION|CLS|CLASS):\s*\S/i.test(
        pair,
      ),
    )
    .map((pair) => `${pair.trim()};`)
    .join('');
}
