/**
 * Entity identifiers of equipment (OBX-18, PRT-10, EQU-1) and texts that describe devices, taken only when they look
 * like one. HL7 v2.9 2A.3.28 (EI), IHE PCD TF-2 B.7 (OBX-18: identifier^namespace^EUI-64 digits^EUI-64).
 *
 *   id^namespace^universal id^universal id type      seen too: EUI-64^model, model alone, serial^model, UUID-model,
 *                                                    EUI-64 of the gateway and behind it the address of the device
 */

import { canonicalIp } from '../../base/ip-address.ts';
import { macFromEui64 } from '../../base/mac-address.ts';
import { parseEui64 } from '../encodings/eui64.ts';
import { parseUdi, type Udi } from '../encodings/udi.ts';
import { deviceUuid } from '../encodings/uuid.ts';

/** Longest device text; serial numbers, versions and models are far shorter. */
export const TEXT_LIMIT = 64;

/** HL7 table 0301: types of universal identifiers. */
const UNIVERSAL_ID_TYPES = new Set(
  'CLIA,CLIP,DNS,EUI-64,GUID,HCD,HL7,ISO,L,M,N,RANDOM,URI,UUID,X400,X500'.split(','),
);
const UNIVERSAL_ID = /^(?:\d+(?:\.\d+)+|[0-9A-Fa-f-]{16,36})$/;
/** As gateways of GE write it: their own EUI-64 and the address of the monitor. */
const GATEWAY_AND_ADDRESS = /^[0-9a-f]{16}((?:\d{1,3}\.){3}\d{1,3})$/i;
/** As gateways of Philips write it: a UUID, a hyphen and the model. */
const UUID_AND_TEXT = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[- ]{1,3}(.{1,64}))?$/i;
/** An extension identifier of zeros: the EUI-64 stands for its maker and not for a device. */
const MAKER_ALONE = /^[0-9a-f]{6}0{10}$/;
const HAS_DIGIT = /\d/;
/** What may stand in a version, serial or model: no comma, no separator, no quotes. */
const DEVICE_TEXT = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._\-/:#+()*®™])*$/u;
/** A comma is only for the form of a company: "Baxter Healthcare, Inc." but not "Doe, Jane". */
const COMPANY_FORM = /, ?(?:Inc|LLC|Ltd|Co|Corp|GmbH|AG|SA|S\.A|BV|B\.V|KG|LP|L\.P|PLC|AB|AS)\b\.?/gi;

export interface EquipmentIdentifier {
  readonly eui64: string;
  /** MAC that the EUI-64 was made from; empty when it was not. */
  readonly mac: string;
  readonly udi: Udi | undefined;
  /** The UDI as it was written. */
  readonly udiText: string;
  /** Component 1 when it can be a serial number; whether it is one is known when the message has been read. */
  readonly serial: string;
  /** Assigner of the serial, when given as a universal identifier. */
  readonly assigner: string;
  /** UUID that component 1 is or begins with. */
  readonly uuid: string;
  /** Address of the device that component 1 ends with. */
  readonly ip: string;
  /** What else describes the device: model, name. */
  readonly texts: readonly string[];
}

/** `text` when it looks like a version, serial or model; empty otherwise. */
export function deviceText(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= TEXT_LIMIT && DEVICE_TEXT.test(trimmed) ? trimmed : '';
}

/** As `deviceText`, with a digit in it: a serial number, part number or version. */
export function numberedText(text: string): string {
  return HAS_DIGIT.test(text) ? deviceText(text) : '';
}

/** `text` when it looks like the name of a company or product; empty otherwise. */
export function companyText(text: string): string {
  const trimmed = text.trim();
  return deviceText(trimmed.replace(COMPANY_FORM, '').replaceAll('&', ' ')) === '' ? '' : trimmed;
}

/** What stands in component 1 of an identifier. */
interface FirstComponent {
  readonly uuid: string;
  readonly ip: string;
  /** The rest of it, which may be a serial number or a text. */
  readonly text: string;
}

function readFirst(id: string): FirstComponent {
  const [, address] = GATEWAY_AND_ADDRESS.exec(id) ?? [];
  if (address !== undefined) return { uuid: '', ip: canonicalIp(address) ?? '', text: '' };
  const [, uuid, text = ''] = UUID_AND_TEXT.exec(id) ?? [];
  return uuid === undefined ? { uuid: '', ip: '', text: id } : { uuid: deviceUuid(uuid, ''), ip: '', text };
}

/**
 * Reads the components of one repetition; undefined when nothing in it can name a device. An EUI-64 behind an id is that of
 * the device, unless `isAssigner` knows it as that of whoever gave the id.
 */
export function readIdentifier(
  components: readonly string[],
  isAssigner: (eui64: string, id: string) => boolean = isMakerAlone,
): EquipmentIdentifier | undefined {
  const [id = '', namespace = '', universalId = '', type = ''] = components.map((part) => part.trim());
  const udi = parseUdi(id) ?? parseUdi(universalId);
  const udiText = udi ? (parseUdi(id) ? id : universalId) : '';
  const own = parseEui64(id);
  const isHierarchic = universalId.toUpperCase() === 'EUI-64';
  const behind = parseEui64(universalId) ?? (isHierarchic ? parseEui64(namespace) : undefined) ?? '';
  const hasType = UNIVERSAL_ID_TYPES.has(type.toUpperCase());
  // A person (id^family^given) in this place must not get through: the third component has to be an identifier.
  if (
    behind === '' &&
    own === undefined &&
    !udi &&
    universalId !== '' &&
    !hasType &&
    !UNIVERSAL_ID.test(universalId)
  )
    return undefined;
  const first = own !== undefined || udiText === id ? NOTHING : readFirst(id);
  const isOthers = own === undefined && behind !== '' && isAssigner(behind, id);
  const eui64 = own ?? (isOthers ? '' : behind);
  const isAssigned = universalId !== '' || hasType;
  const serial = isAssigned ? numberedText(first.text) : '';
  const texts: string[] = [];
  const isAlone = namespace === '' && !isAssigned;
  if (serial === '') {
    // Behind a UUID stand the model and its product number: `IntelliVue MX500 - 866064`.
    const parts = first.uuid === '' ? [first.text] : first.text.split(' - ', 2);
    for (const part of parts) {
      const text = isAlone || first.uuid !== '' ? deviceText(part) : numberedText(part);
      if (text !== '') texts.push(text);
    }
  }
  // Behind an address stands the name of the gateway.
  const hasModel = !isHierarchic && first.ip === '';
  const second = !hasModel ? '' : own === undefined ? numberedText(namespace) : deviceText(namespace);
  if (second !== '') texts.push(second);
  const { uuid, ip } = first;
  if (eui64 === '' && !udi && serial === '' && uuid === '' && ip === '' && texts.length === 0)
    return undefined;
  const assigner = isOthers ? behind : UNIVERSAL_ID.test(universalId) && eui64 === '' ? universalId : '';
  return { eui64, mac: macFromEui64(eui64) ?? '', udi, udiText, serial, assigner, uuid, ip, texts };
}

const NOTHING: FirstComponent = { uuid: '', ip: '', text: '' };

/** True for an EUI-64 that says no more than the maker, as gateways of pumps write it behind a serial number. */
const isMakerAlone = (eui64: string): boolean => MAKER_ALONE.test(eui64);

/** EUI-64s remembered with the id before them. */
export const ASSIGNER_LIMIT = 1_024;

/** Learns from one flow which EUI-64s name whoever assigns ids: those that stand behind different ones. */
export class Assigners {
  private readonly ids = new Map<string, string>();
  private readonly shared = new Set<string>();

  /** Whether the EUI-64 names the assigner of `id`; true from the second id on that it stands behind. */
  isAssigner(eui64: string, id: string): boolean {
    if (isMakerAlone(eui64) || this.shared.has(eui64)) return true;
    if (numberedText(id) === '') return false;
    const before = this.ids.get(eui64);
    if (before === undefined && this.ids.size < ASSIGNER_LIMIT) this.ids.set(eui64, id);
    if (before === undefined || before === id) return false;
    this.shared.add(eui64);
    return true;
  }

  /** EUI-64s known to name an assigner; what was read before the last one became known may be wrong. */
  get known(): number {
    return this.shared.size;
  }
}
