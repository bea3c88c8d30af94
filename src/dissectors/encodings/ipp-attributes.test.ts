import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { IPP_TEXT_LIMIT, IPP_VALUE_LIMIT, readIppAttributes } from './ipp-attributes.ts';

const counted = (text: string | Buffer) => {
  const octets = Buffer.from(text as string, 'utf8');
  return Buffer.concat([Buffer.from([octets.length >> 8, octets.length & 0xff]), octets]);
};
const attribute = (tag: number, name: string, value: string | Buffer) =>
  Buffer.concat([Buffer.from([tag]), counted(name), counted(value)]);
const response = (...parts: Buffer[]) => Buffer.concat([Buffer.from('0200000000000001', 'hex'), ...parts]);
const OPERATION = Buffer.from([1]);
const PRINTER = Buffer.from([4]);
const END = Buffer.from([3]);

const read = (octets: Buffer) =>
  Object.fromEntries(readIppAttributes(OctetReader.over(octets), octets.length));

describe('readIppAttributes', () => {
  const model = attribute(0x41, 'printer-make-and-model', 'Acme 3000');

  it('reads the printer group and nothing else', () => {
    const octets = response(
      OPERATION,
      attribute(0x42, 'printer-name', 'PLANTED'),
      PRINTER,
      attribute(0x34, 'media-col', ''),
      attribute(0x4a, '', 'printer-name'),
      attribute(0x42, '', 'PLANTED'),
      attribute(0x37, '', ''),
      model,
      attribute(0x41, '', 'another value'),
      attribute(0x36, 'printer-name', Buffer.concat([counted('en'), counted('ward-4b')])),
      attribute(0x45, 'printer-uuid', 'urn:uuid:x'),
      attribute(0x13, 'printer-serial-number', ''),
      END,
      attribute(0x41, 'printer-device-id', 'MFG:PLANTED;'),
    );
    expect(read(octets)).toEqual({
      'printer-make-and-model': 'Acme 3000',
      'printer-name': 'ward-4b',
      'printer-uuid': 'urn:uuid:x',
    });
    for (let length = 0; length < octets.length; length++) read(octets.subarray(0, length));
  });

  it.each([
    ['several printers', response(PRINTER, model, PRINTER, model, END)],
    [
      'a queue of a print server',
      response(PRINTER, model, attribute(0x45, 'device-uri', 'socket://10.0.0.9'), END),
    ],
    ['an error', Buffer.concat([Buffer.from('0200040600000001', 'hex'), PRINTER, model, END])],
    ['version 3', Buffer.concat([Buffer.from('0300000000000001', 'hex'), PRINTER, model, END])],
    ['a value beyond the end', response(PRINTER, model.subarray(0, -1))],
    ['nothing', Buffer.alloc(0)],
  ])('%s: nothing', (_, octets) => {
    expect(read(octets)).toEqual({});
  });

  it('bounds values and texts', () => {
    const behind = (values: number) =>
      read(
        response(PRINTER, ...Array.from({ length: values }, () => attribute(0x21, 'x', '\0\0\0\x01')), model),
      );
    expect(behind(IPP_VALUE_LIMIT - 2)).toEqual({ 'printer-make-and-model': 'Acme 3000' });
    expect(behind(IPP_VALUE_LIMIT - 1)).toEqual({});
    const long = read(response(PRINTER, attribute(0x42, 'printer-name', 'n'.repeat(IPP_TEXT_LIMIT + 1))));
    expect(long['printer-name']?.length).toBe(IPP_TEXT_LIMIT);
  });
});
