/**
 * Devices on the loopback interface that answer probes as real ones do, one for each protocol that is asked, and hostile ones.
 * Nothing leaves the machine.
 */

import { createSocket } from 'node:dgram';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { hex, octets, u16le, u32le } from './octet-builder.ts';
import { selfSigned } from './self-signed.ts';

/** Serials, models and versions of the devices, all invented. */
export const DEVICE = {
  description: 'Acme Label Printer LP-200 firmware 4.1.7',
  name: 'lp-200-07',
  serial: 'LP20000417',
  model: 'LP-200',
  software: '4.1.7',
  server:
    'HP HTTP Server; HP LaserJet MFP M428fdw - W1A30A; Serial Number: VNB3R00001; Built: Tue Mar 02, 2021',
  commonName: 'lp-200-07.hospital.example',
  organisation: 'Axis Communications AB',
  dicomVersion: 'ORTHANC_1_12',
  bacnetModel: 'BX-40',
  enipProduct: '1769-L32E',
} as const;
/** Stands where a device may tell of a person. */
export const PLANTED_PERSON = 'PLANTED^PERSON';

export interface LoopbackDevice {
  readonly port: number;
  /** Everything that came, in order. */
  readonly heard: readonly Buffer[];
  close(): Promise<void>;
}

type StreamAnswer = (socket: Socket, octets: Buffer) => void;

/** A TCP server that hands every piece to `answer`; `greet` is called for each connection. */
export async function streamDevice(
  answer: StreamAnswer,
  greet?: (socket: Socket) => void,
): Promise<LoopbackDevice> {
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) => {
      heard.push(piece);
      answer(socket, piece);
    });
    greet?.(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A UDP socket that sends back what `answer` gives for a datagram, each of them as a datagram. */
export async function datagramDevice(
  answer: (octets: Buffer) => readonly Uint8Array[],
): Promise<LoopbackDevice> {
  const heard: Buffer[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (datagram, { port, address }) => {
    heard.push(datagram);
    for (const reply of answer(datagram)) socket.send(reply, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    port: socket.address().port,
    heard,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

const ber = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return octets(tag, ...(content.length < 0x80 ? [content.length] : [0x81, content.length]), content);
};

/** An SNMP agent: answers the request id of the question with the values of the device. */
export function snmpAnswer(question: Buffer, community = 'ward-read'): Buffer {
  const at = question.indexOf(Buffer.from([0xa0]), 6 + community.length) + 2;
  const request = question.subarray(at, at + 6);
  const binding = (oid: string, tag: number, value: Uint8Array) =>
    ber(0x30, ber(0x06, hex(oid)), ber(tag, value));
  const text = (value: string) => Buffer.from(value, 'latin1');
  const bindings = ber(
    0x30,
    binding('2b06010201010100', 0x04, text(DEVICE.description)),
    binding('2b06010201010200', 0x06, hex('2b0601040182370101')),
    binding('2b06010201010500', 0x04, text(DEVICE.name)),
    binding('2b060102012f010101010a01', 0x04, text(DEVICE.software)),
    binding('2b060102012f010101010b01', 0x04, text(DEVICE.serial)),
    binding('2b060102012f010101010d01', 0x04, text(DEVICE.model)),
  );
  const zero = hex('020100');
  return ber(0x30, hex('020101'), ber(0x04, text(community)), ber(0xa2, request, zero, zero, bindings));
}

const snmpDevice = () => datagramDevice((question) => [snmpAnswer(question)]);

/** A web server; its header carries a cookie that names a person, as some do. */
async function httpDevice(): Promise<LoopbackDevice> {
  return listening(
    http.createServer((_request, response) => {
      response.writeHead(200, { server: DEVICE.server, 'set-cookie': `user=${PLANTED_PERSON}` }).end();
    }),
  );
}

function tlsDevice(): Promise<LoopbackDevice> {
  return listening(tls.createServer(selfSigned(DEVICE), (socket) => socket.on('error', () => undefined)));
}

async function listening(server: net.Server): Promise<LoopbackDevice> {
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const item = (type: number, content: Uint8Array): Buffer =>
  octets(type, 0, content.length >> 8, content.length & 0xff, content);
const pdu = (type: number, content: Uint8Array): Buffer =>
  octets(type, 0, 0, 0, content.length >> 8, content.length & 0xff, content);

/** Accepts an association for Verification; the AE titles are those of the question. */
export function dicomAccept(question: Buffer): Buffer {
  const context = octets(1, 0, 0, 0, item(0x40, Buffer.from('1.2.840.10008.1.2')));
  const user = octets(
    item(0x51, hex('00004000')),
    item(0x52, Buffer.from('1.2.276.0.7230010.3.0.3.6.7')),
    item(0x55, Buffer.from(DEVICE.dicomVersion)),
  );
  const titles = question.subarray(10, 74);
  return pdu(
    0x02,
    octets(
      0,
      1,
      0,
      0,
      titles,
      item(0x10, Buffer.from('1.2.840.10008.3.1.1.1')),
      item(0x21, context),
      item(0x50, user),
    ),
  );
}

/** The C-ECHO-RSP with status 0. */
export function dicomEchoResponse(): Buffer {
  const element = (number: number, value: Uint8Array) =>
    octets(0, 0, u16le(number), u32le(value.length), value);
  const elements = octets(
    element(0x0002, Buffer.from('1.2.840.10008.1.1\0')),
    element(0x0100, u16le(0x8030)),
    element(0x0120, u16le(1)),
    element(0x0800, u16le(0x0101)),
    element(0x0900, u16le(0)),
  );
  const command = octets(element(0x0000, u32le(elements.length)), elements);
  return pdu(0x04, octets(0, 0, 0, command.length + 2, 1, 3, command));
}

export const DICOM_RELEASE_RESPONSE = pdu(0x06, Buffer.alloc(4));

const dicomDevice = () =>
  streamDevice((socket, question) => {
    switch (question[0]) {
      case 0x01:
        return socket.write(dicomAccept(question));
      case 0x04:
        return socket.write(dicomEchoResponse());
      default:
        return socket.end(DICOM_RELEASE_RESPONSE);
    }
  });

/** The model name of device 1234, under the invoke id of the question. */
export function bacnetAnswer(question: Buffer): Buffer {
  const text = Buffer.from(DEVICE.bacnetModel);
  const apdu = octets(
    ...[0x30, question[8] ?? 0, 12, 0x0c, hex('020004d2'), 0x19, 70, 0x3e],
    ...[0x75, text.length + 1, 0, text, 0x3f],
  );
  return octets(0x81, 0x0a, 0, apdu.length + 6, 1, 0, apdu);
}

/** Vendor 1, device type 12, product 158, revision 3.7, and the sender context of the question. */
export function enipAnswer(question: Buffer): Buffer {
  const reply = hex(
    '63003100000000000000000000000000000000000000000001000c002b0001000002af12c0a8010a000000000000000001000c009e0003073000efcdab0009313736392d4c33324503',
  );
  reply.set(question.subarray(12, 20), 12);
  return reply;
}

/** A device for each probe that answers it as it should. */
export const DEVICES: Readonly<Record<string, () => Promise<LoopbackDevice>>> = {
  'snmp-get': snmpDevice,
  'tls-handshake': tlsDevice,
  'http-head': httpDevice,
  'dicom-echo': dicomDevice,
  'bacnet-read-property': () => datagramDevice((question) => [bacnetAnswer(question)]),
  'enip-list-identity': () => datagramDevice((question) => [enipAnswer(question)]),
};

/** What is stated with the probes that need something. */
export const SETTINGS = { community: 'ward-read', calledAe: 'LP200', callingAe: 'WARDLIGHT' } as const;
