/**
 * Answers that tell who a device is: I-Am, I-Have, ReadProperty and ReadPropertyMultiple. Other objects (points, files,
 * schedules) are passed over. ANSI/ASHRAE 135-2020 15.5, 15.7, 16.9, 16.10.
 *
 *   ReadProperty-ACK           object[0] property[1] index[2]? value[3]{ … }
 *   ReadPropertyMultiple-ACK   { object[0] results[1]{ property[2] index[3]? value[4]{ … } | error[5]{ … } … } } …
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink, Subject } from '../dissector.ts';
import {
  ANY_INSTANCE,
  I_AM,
  I_HAVE,
  NUMBER_PROPERTIES,
  OBJECT_DEVICE,
  READ_PROPERTY,
  READ_PROPERTY_MULTIPLE,
  SEGMENTATION,
  TEXT_PROPERTIES,
} from './constants.ts';
import { TagWalk } from './tags.ts';

/** I-Am and I-Have: the device behind `about` names itself. */
export function readAnnouncement(service: number, octets: OctetReader, about: Subject, out: FactSink): void {
  const walk = new TagWalk(octets);
  if (service !== I_AM && service !== I_HAVE) return;
  if (!sayInstance(walk.applicationObject(), about, out)) return;
  if (service === I_HAVE) {
    const isDevice = walk.applicationObject() >>> 22 === OBJECT_DEVICE;
    if (isDevice && walk.next()) out.fact('object-name', walk.text(), about);
    return;
  }
  const maxApdu = walk.applicationNumber();
  const segmentation = walk.applicationNumber();
  const vendor = walk.applicationNumber();
  if (maxApdu >= 0) out.fact('max-apdu', `${maxApdu}`, about);
  if (segmentation >= 0) out.fact('segmentation', SEGMENTATION[segmentation] ?? '', about);
  if (vendor >= 0) out.fact('vendor-id', `${vendor}`, about);
}

/** The content of a complex acknowledgement behind its service octet. A segment may end anywhere. */
export function readAnswer(service: number, octets: OctetReader, about: Subject, out: FactSink): void {
  if (service === READ_PROPERTY) readProperty(new TagWalk(octets), about, out);
  else if (service === READ_PROPERTY_MULTIPLE) readObjects(new TagWalk(octets), about, out);
}

function readProperty(walk: TagWalk, about: Subject, out: FactSink): void {
  if (!walk.context(0) || !sayInstance(walk.unsigned(), about, out) || !walk.context(1)) return;
  const property = walk.unsigned();
  if (!walk.next()) return;
  if (walk.isContext && walk.number === 2) {
    walk.skip();
    if (!walk.next()) return;
  }
  if (walk.isOpening && walk.number === 3) sayValue(walk, property, about, out);
}

function readObjects(walk: TagWalk, about: Subject, out: FactSink): void {
  while (walk.context(0)) {
    const isDevice = sayInstance(walk.unsigned(), about, out);
    if (!walk.next() || !walk.isOpening || walk.number !== 1) return;
    if (!(isDevice ? readResults(walk, about, out) : walk.skipConstructed())) return;
  }
}

/** The results of one object up to the closing tag; false when they have no end. */
function readResults(walk: TagWalk, about: Subject, out: FactSink): boolean {
  let property = -1;
  while (walk.next()) {
    if (walk.isClosing) return true;
    if (walk.isOpening) {
      const isValue = walk.number === 4;
      if (!(isValue ? sayValue(walk, property, about, out) : walk.skipConstructed())) return false;
      property = -1;
    } else if (walk.number === 2) property = walk.unsigned();
    else walk.skip();
  }
  return false;
}

/** Says a property that is wanted and moves behind the closing tag of its value; false when it has no end. */
function sayValue(walk: TagWalk, property: number, about: Subject, out: FactSink): boolean {
  const textField = TEXT_PROPERTIES.get(property);
  const numberField = NUMBER_PROPERTIES.get(property);
  if (textField !== undefined || numberField !== undefined) {
    if (numberField !== undefined) {
      const value = walk.applicationNumber();
      if (value >= 0) out.fact(numberField, `${value}`, about);
    } else if (walk.next() && textField !== undefined) out.fact(textField, walk.text(), about);
    if (walk.isClosing) return true;
    if (walk.isOpening && !walk.skipConstructed()) return false;
  }
  return walk.skipConstructed();
}

/** Says the instance of a device object; false for other objects and for the instance that means any device. */
function sayInstance(object: number, about: Subject, out: FactSink): boolean {
  if (object < 0 || object >>> 22 !== OBJECT_DEVICE) return false;
  const instance = object & 0x3f_ffff;
  if (instance === ANY_INSTANCE) return false;
  out.fact('device-instance', `${instance}`, about);
  return true;
}
