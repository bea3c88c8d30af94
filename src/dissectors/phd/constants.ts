/** Numbers of ISO/IEEE 11073-20601:2016 (annex A, MDER of annex F) and ISO/IEEE 11073-10101 (partitions 1 and 8). */

// APDU choices, 20601 A.8
export const AARQ = 0xe200;
export const AARE = 0xe300;
export const RLRQ = 0xe400;
export const RLRE = 0xe500;
export const ABRT = 0xe600;
export const PRST = 0xe700;

/** DataProtoId data-proto-id-20601, 20601 A.8. */
export const PROTOCOL_20601 = 20_601;
/** DataProtoId data-proto-id-external: a protocol of a maker, which may be offered before. */
export const PROTOCOL_EXTERNAL = 0xffff;
/** AssociationVersion assoc-version1: bit 0 (20601 A.8). */
export const ASSOCIATION_VERSION_1 = 0x8000_0000;
// SystemType, 20601 A.8
export const SYSTEM_MANAGER = 0x8000_0000;
export const SYSTEM_AGENT = 0x0080_0000;

/** AssociateResult, 20601 A.8, in the order of its values. */
export const ASSOCIATE_RESULTS: readonly string[] = [
  'accepted',
  'rejected-permanent',
  'rejected-transient',
  'accepted-unknown-config',
  'rejected-no-common-protocol',
  'rejected-no-common-parameter',
  'rejected-unknown',
  'rejected-unauthorized',
  'rejected-unsupported-assoc-version',
];

/** Choices of DataApdu, 20601 A.10: invocations, results, error and rejection. */
export const DATA_CHOICES: ReadonlySet<number> = new Set([
  0x0100, 0x0101, 0x0103, 0x0104, 0x0105, 0x0106, 0x0107, 0x0201, 0x0203, 0x0205, 0x0207, 0x0300, 0x0400,
]);
/** rors-cmip-get: the answer that holds the attributes of the medical device system. */
export const GET_RESULT = 0x0203;
/** roiv-cmip-event-report and its confirmed form, which agents send. */
export const EVENT_REPORT = 0x0100;
export const CONFIRMED_EVENT_REPORT = 0x0101;
export const GET = 0x0103;
/** Handle of the medical device system object (20601 6.3.2). */
export const MDS_HANDLE = 0;

// Attributes of partition 1 (11073-10101 annex A)
export const ATTRIBUTE = {
  idModel: 0x0928, // MDC_ATTR_ID_MODEL
  productionSpecification: 0x092d, // MDC_ATTR_ID_PROD_SPECN
  systemId: 0x0984, // MDC_ATTR_SYS_ID
  configurationId: 0x0a44, // MDC_ATTR_DEV_CONFIG_ID
  systemTypes: 0x0a5a, // MDC_ATTR_SYS_TYPE_SPEC_LIST
} as const;

/** Fact for each ProdSpecEntry spec-type, 20601 A.5, in the order of its values; the first is unspecified. */
export const SPECIFICATION_FIELDS: readonly string[] = [
  '',
  'serial-number',
  'part-number',
  'hardware-revision',
  'software-revision',
  'firmware-revision',
  'protocol-revision',
  'gmdn',
];

/** Device specialisations (11073-10101, partition 8): MDC_DEV_SPEC_PROFILE_… */
export const SPECIALISATIONS: ReadonlyMap<number, string> = new Map([
  [4096, 'hydra'],
  [4100, 'pulse-oximeter'],
  [4102, 'electrocardiograph'],
  [4103, 'blood-pressure-monitor'],
  [4104, 'thermometer'],
  [4109, 'respiration-rate-monitor'],
  [4111, 'weighing-scale'],
  [4113, 'glucose-meter'],
  [4114, 'coagulation-meter'],
  [4115, 'insulin-pump'],
  [4116, 'body-composition-analyser'],
  [4117, 'peak-expiratory-flow-monitor'],
  [4118, 'urine-analyser'],
  [4120, 'sleep-apnoea-breathing-therapy'],
  [4121, 'continuous-glucose-monitor'],
  [4124, 'power-status-monitor'],
  [4137, 'cardiovascular-fitness'],
  [4138, 'strength-fitness'],
  [4167, 'independent-living-hub'],
  [4168, 'medication-monitor'],
]);
