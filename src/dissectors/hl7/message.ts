/**
 * One HL7 v2 message: its header, software, outcome, and the devices that observations and participations name. PID,
 * NK1, PV1 and results are never read; only fields named here leave. HL7 v2.9 2.14 (MSH, MSA, SFT), 7.4.2 (OBX),
 * 7.4.4 (PRT), 13.4 (EQU); IHE PCD TF-2 3.1 (PCD-01).
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { hasGtinCheckDigit } from '../encodings/udi.ts';
import { Containment } from './containment.ts';
import { deviceCode, mayBeDevice } from './device-codes.ts';
import {
  addFact,
  type Device,
  Devices,
  emitDevice,
  type IdentifierField,
  learnDeviceIdentifier,
  learnUdi,
} from './devices.ts';
import {
  Assigners,
  companyText,
  deviceText,
  type EquipmentIdentifier,
  numberedText,
  readIdentifier,
} from './equipment-identifier.ts';
import { readHeader, readOutcome, readSoftware, type Software } from './header.ts';
import { Said } from './said.ts';
import { FIELD_OCTETS, Segments, segmentKind } from './segments.ts';
import { isSpecification, readSpecification } from './specifications.ts';

/** Identifier texts remembered on a flow; a gateway with hundreds of devices stays below. */
const IDENTIFIER_LIMIT = 1_024;
/** Software entries kept of one message; each relay may add one. */
const SOFTWARE_LIMIT = 8;

const MSH = segmentKind('MSH');
const MSA = segmentKind('MSA');
const SFT = segmentKind('SFT');
const OBR = segmentKind('OBR');
const OBX = segmentKind('OBX');
const PRT = segmentKind('PRT');
const EQU = segmentKind('EQU');

/** Reads the messages of one direction of a flow; remembers what it said there. */
export class MessageReader {
  private readonly segments = new Segments();
  private readonly devices = new Devices();
  private readonly said = new Said();
  /** Systems and modules of the current OBR group. */
  private readonly containment = new Containment();
  private readonly assigners = new Assigners();
  private readonly software: Software[] = [];
  /** The device that the segment before named: a PRT belongs to it. */
  private current: Device | undefined;
  /** Identifiers by the text of their field, as the flow has shown them. */
  private readonly identifiers = new Map<string, readonly EquipmentIdentifier[]>();
  /** The device of this message that is the sender itself. */
  private own: Device | undefined;
  private lastText = '';
  private lastNamed: Device | undefined;

  /** Reads the message in `[start, end)`, which begins with MSH. A cut one loses its last segment. */
  read(octets: OctetReader, start: number, end: number, isCut: boolean, out: FactSink): void {
    const { segments } = this;
    this.devices.clear();
    this.containment.clear();
    this.software.length = 0;
    this.current = this.lastNamed = this.own = undefined;
    this.lastText = '';
    segments.reset(octets, start, end);
    while (segments.advance(isCut)) {
      if (segments.kind === OBX) this.readObservation(out);
      else if (segments.kind === PRT) this.readParticipation();
      else if (segments.kind === OBR) this.containment.close();
      else if (segments.kind === MSH) readHeader(segments, this.said, out);
      else if (segments.kind === SFT) this.keepSoftware(readSoftware(segments, this.said, out));
      else if (segments.kind === MSA) readOutcome(segments, out);
      else if (segments.kind === EQU) this.current = this.identified('EQU-1', 1);
    }
    this.containment.close();
    // Each relay adds an entry: one alone is the sender's own.
    const [software, relay] = this.software;
    if (software && !relay && !this.own)
      this.said.say(out, 'sending-software', numberedText(software.version));
    this.emitDevices(out);
  }

  private component(field: number, component: number): string {
    return this.segments.componentOf(this.segments.field(field), component);
  }

  private keepSoftware(software: Software): void {
    if (this.software.length < SOFTWARE_LIMIT) this.software.push(software);
  }

  /** The device that an identifier field names; undefined when it names none. */
  private identified(field: IdentifierField, number: number, unnamed?: Device): Device | undefined {
    const length = this.segments.fieldLength(number);
    if (length <= 0 || length > FIELD_OCTETS) return undefined;
    // Rows of one device repeat the same text: comparing octets costs less than reading it anew.
    if (this.lastText !== '' && this.segments.fieldIs(number, this.lastText)) return this.lastNamed;
    this.lastText = this.segments.field(number);
    this.lastNamed = this.deviceOf(field, number, unnamed);
    return this.lastNamed;
  }

  private deviceOf(field: IdentifierField, number: number, unnamed?: Device): Device | undefined {
    const first = this.segments.field(number);
    if (field === 'OBX-18' && this.isSender(first)) {
      this.own ??= this.devices.create();
      return this.own;
    }
    const identifiers = this.identifiersIn(first, number);
    return identifiers.length > 0 ? this.devices.named(identifiers, field, unnamed) : undefined;
  }

  /** Identifiers of all repetitions; what the flow has seen before is not read anew. */
  private identifiersIn(text: string, number: number): readonly EquipmentIdentifier[] {
    const known = this.identifiers.get(text);
    if (known) return known;
    const { assigners } = this;
    const assignersBefore = assigners.known;
    const identifiers: EquipmentIdentifier[] = [];
    // A list that begins with nothing is no list of equipment: some pumps write their place so.
    const repetitions = text.startsWith(this.segments.repetition) ? [] : this.segments.repetitions(number);
    for (const repetition of repetitions) {
      const identifier = readIdentifier(
        [1, 2, 3, 4].map((part) => this.segments.componentOf(repetition, part)),
        (eui64, id) => assigners.isAssigner(eui64, id),
      );
      if (identifier) identifiers.push(identifier);
    }
    if (assigners.known > assignersBefore) this.identifiers.clear();
    if (this.identifiers.size < IDENTIFIER_LIMIT) this.identifiers.set(text, identifiers);
    return identifiers;
  }

  /**
   * A sender whose only software entry has the product and binary id that it also gives as the equipment of a result
   * is that equipment itself: `SFT|Maker|2.41|Monitor 17|FB-31` and OBX-18 `Monitor 17^FB-31`.
   */
  private isSender(text: string): boolean {
    const software = this.software.length === 1 ? this.software[0] : undefined;
    if (!software) return false;
    const first = this.segments.componentOf(text, 1);
    const second = this.segments.componentOf(text, 2);
    if (first === '' || second === '' || this.segments.componentOf(text, 3) !== '') return false;
    const { product, binary } = software;
    return (first === product && second === binary) || (first === binary && second === product);
  }

  private readObservation(out: FactSink): void {
    const { segments } = this;
    const code = segments.leadingNumber(3);
    const named = this.identified('OBX-18', 18);
    this.current = named;
    const isSpec = isSpecification(code);
    const row = mayBeDevice(code) ? deviceCode(code, this.component(3, 2)) : undefined;
    if (!isSpec && !row) return;
    if (this.component(3, 3) !== 'MDC' && !this.component(3, 2).startsWith('MDC_')) return;
    const place = segments.field(4);
    if (!row) {
      const device = named ?? this.containment.deviceAt(place);
      if (device) readSpecification(code, segments, device);
      return;
    }
    if (row.level === 'module') {
      this.containment.enter(place, row, named);
      return;
    }
    this.said.say(out, 'reported-device-type', row.text);
    const device = named ?? this.devices.create();
    if (!device) return;
    addFact(device, 'device-type', row.text);
    this.current = device;
    this.containment.enter(place, row, device);
  }

  private readParticipation(): void {
    const role = this.component(4, 1);
    if (role !== 'EQUIP' && role !== '') return;
    const before = this.current;
    const identifierText = this.component(16, 1);
    const deviceIdentifier = readIdentifier([identifierText]);
    const device =
      this.identified('PRT-10', 10, before) ??
      before ??
      (deviceIdentifier?.udi ? this.devices.create() : undefined);
    if (!device) return;
    if (deviceIdentifier) learnUdi(device, deviceIdentifier);
    addFact(device, 'PRT-17', dateText(this.component(17, 1)));
    addFact(device, 'PRT-18', dateText(this.component(18, 1)));
    addFact(device, 'PRT-19', numberedText(this.component(19, 1)));
    const serial = numberedText(this.component(20, 1));
    if (serial !== '') device.serial = serial;
    addFact(device, 'PRT-20', serial);
    if (/^\d{14}$/.test(identifierText) && hasGtinCheckDigit(identifierText))
      learnDeviceIdentifier(device, identifierText, serial);
    const kind = this.segments.field(22);
    addFact(
      device,
      'PRT-22',
      deviceText(this.segments.componentOf(kind, 2) || this.segments.componentOf(kind, 1)),
    );
    this.current = device;
  }

  private emitOwn(device: Device, out: FactSink): void {
    const software = this.software[0];
    if (!software) return;
    this.said.say(out, 'equipment-vendor', companyText(software.vendor));
    this.said.say(out, 'equipment-model', deviceText(software.product));
    this.said.say(out, 'equipment-serial', numberedText(software.binary));
    this.said.say(out, 'equipment-software', numberedText(software.version));
    for (const { field, value } of device.facts) this.said.say(out, field, value);
  }

  private emitDevices(out: FactSink): void {
    for (const device of this.devices.list) {
      if (device === this.own) {
        this.emitOwn(device, out);
        continue;
      }
      let key = `${device.eui64} ${device.assigned}`;
      for (const { field, value } of device.facts) key += `|${field} ${value}`;
      if (this.said.isNew(key)) emitDevice(device, out);
    }
  }
}

/** `2024-01-15` of an HL7 DTM (YYYYMMDD and more); empty when it is none. */
function dateText(text: string): string {
  const match = /^(\d{4})(\d{2})(\d{2})/.exec(text);
  return match ? `${match[1]}-${match[2]}-${match[3]}` : '';
}
