/**
 * Codes of production specifications (ISO/IEEE 11073-10101, partition 8, terms 7681 to 7689), as HL7 PCD-01 and SDC write
 * them: context-free, partition * 65536 + term. HL7 PHD implementation guide.
 */

export const MODEL_NUMBER = 531969;
export const MODEL_MANUFACTURER = 531970;
export const SPEC_UNSPECIFIED = 531971;
export const SPEC_SERIAL = 531972;
export const SPEC_PART = 531973;
export const SPEC_HARDWARE = 531974;
export const SPEC_SOFTWARE = 531975;
export const SPEC_FIRMWARE = 531976;
export const SPEC_PROTOCOL = 531977;
