/**
 * Numbers of the IntelliVue data export protocol, from the open-source clients of the interface (OpenICE, VSCaptureMP)
 * and the nomenclature of ISO/IEEE 11073-10101.
 */

export const PROTOCOL_PORT = 24_105;
export const CONNECT_INDICATION_PORT = 24_005;

/** First octet of an association control message (session protocol data unit, ITU-T X.225 8.3). */
export const SPDU = {
  finish: 0x09,
  disconnect: 0x0a,
  refuse: 0x0c,
  connect: 0x0d,
  accept: 0x0e,
  abort: 0x19,
};
/** Connect/accept item with protocol options and version, which opens connect and accept (X.225 8.3.1.7). */
export const CONNECT_ITEM = '\x05\x08\x13\x01\x00\x16\x01\x02';
/** Parameters that may open the other control messages: transport disconnect, reason code, user data. */
export const CONTROL_PARAMETERS: ReadonlySet<number> = new Set([0x11, 0x32, 0xc1]);
/** Object identifier of the presentation context and integer 2, behind which the association information begins. */
export const ASSOCIATION_MARK = '\x2a\x86\x48\xce\x14\x02\x01\x00\x00\x00\x01\x01\x02\x01\x02\x81';
export const SYSTEM_TYPE_CLIENT = 0x8000_0000;
export const SYSTEM_TYPE_SERVER = 0x0080_0000;

export const SESSION_ID = 0xe100;
/** First four octets of a connect indication: nomenclature version 1.0. */
export const NOMENCLATURE = 0x0001_0000;

/** Remote operation types. */
export const INVOKE = 1;
export const RESULT = 2;
export const ERROR = 3;
export const LINKED_RESULT = 5;

/** Commands of an operation. */
export const EVENT = 0;
export const CONFIRMED_EVENT = 1;
export const ACTION = 7;
export const COMMANDS: ReadonlySet<number> = new Set([0, 1, 3, 4, 5, 7]);

export const CLASS_MDS = 0x0021;
export const EVENT_MDS_CREATE = 0x0d06;
export const EVENT_CONNECT_INDICATION = 0x0d17;
export const ACTION_POLL = 0x0c16;
export const ACTION_POLL_EXTENDED = 0xf13b;

export const ATTRIBUTE = {
  bedLabel: 0x091e,
  idModel: 0x0928,
  productionSpecification: 0x092d,
  systemId: 0x0984,
  systemType: 0x0986,
  networkAddress: 0xf100,
  protocolSupport: 0xf101,
};

export const COMPONENT = { product: 0x0008, boot: 0x0018, mainBoard: 0x0050, application: 0x0058 };
export const COMPONENT_NAMES: ReadonlyMap<number, string> = new Map([
  [COMPONENT.product, 'product'],
  [0x0010, 'configuration'],
  [COMPONENT.boot, 'boot'],
  [COMPONENT.mainBoard, 'main-board'],
  [COMPONENT.application, 'application'],
]);

/** Kinds of a production specification, by number. */
export const SPECIFICATION_NAMES: readonly string[] = [
  'unspecified',
  'serial',
  'part',
  'hardware',
  'software',
  'firmware',
  'protocol',
];

/** Which kind of which component is a fact of its own. */
export const OWN_SPECIFICATIONS: ReadonlyMap<
  number,
  readonly [field: string, components: readonly number[]]
> = new Map([
  [1, ['serial-number', [COMPONENT.product]]],
  [2, ['part-number', [COMPONENT.product]]],
  [3, ['hardware-revision', [COMPONENT.product, COMPONENT.mainBoard]]],
  [4, ['software-revision', [COMPONENT.product, COMPONENT.application]]],
  [5, ['firmware-revision', [COMPONENT.product, COMPONENT.boot, COMPONENT.application]]],
  [6, ['protocol-revision', [COMPONENT.product, COMPONENT.application]]],
]);

/** System types of ISO/IEEE 11073-10101 partition 1, written as other protocols write them: code and term. */
export const SYSTEM_TYPES: ReadonlyMap<number, string> = new Map([
  [0x1_114d, 'MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS'],
]);

export const TRANSPORTS: ReadonlyMap<number, string> = new Map([
  [1, 'udp'],
  [2, 'tcp'],
]);
