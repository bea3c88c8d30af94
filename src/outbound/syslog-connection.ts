/**
 * Messages to a syslog receiver: datagrams (RFC 5426), a TCP stream with counted octets (RFC 6587 3.4.1), or TLS (RFC 5425).
 * None of them says that a message was taken in. A stream counts as delivered when the other side has closed it in order,
 * or all was handed to the system and nothing broke; a datagram when the system took it.
 */

import { createSocket } from 'node:dgram';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { datagram, framed } from '../outputs/syslog-message.ts';
import { OutboundError, reasonOf } from './outbound-error.ts';
import { resolveTarget } from './resolve-target.ts';

/** Silence after which a connection is given up. */
const TIMEOUT_MS = 10_000;
/** How long the other side may take to close after everything was sent. */
const CLOSE_MS = 1_000;

export interface SyslogReceiver {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** Certificates of a private authority, PEM. */
  readonly authority?: string | undefined;
}

/** Sends messages in order. Throws an OutboundError; then any number of them may have arrived. */
export async function sendSyslog(
  receiver: SyslogReceiver,
  messages: readonly string[],
  allowsLoopback: boolean,
): Promise<void> {
  const { address, family } = await resolveTarget(receiver.host, allowsLoopback);
  try {
    if (receiver.transport === 'udp') await sendDatagrams(address, family, receiver.port, messages);
    else await sendStream(receiver, address, Buffer.concat(messages.map(framed)));
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    throw new OutboundError(
      `${receiver.host}:${receiver.port} cannot be reached: ${reasonOf(error)}.`,
      null,
      error,
    );
  }
}

async function sendDatagrams(
  address: string,
  family: number,
  port: number,
  messages: readonly string[],
): Promise<void> {
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    // Connected, so that the system tells when nothing listens there.
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(port, address, resolve);
    });
    for (const message of messages)
      await new Promise<void>((resolve, reject) => {
        socket.send(datagram(message), (error) => (error ? reject(error) : resolve()));
      });
  } finally {
    socket.removeAllListeners('error');
    socket.on('error', () => undefined);
    socket.close();
  }
}

function sendStream(
  { host, port, transport, authority }: SyslogReceiver,
  address: string,
  octets: Buffer,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const send = () => socket.end(octets, () => setTimeout(done, CLOSE_MS).unref());
    const socket: Socket =
      transport === 'tls'
        ? connectTls(
            {
              ...{ host: address, port, minVersion: 'TLSv1.2' },
              ...(isIP(host) === 0 && { servername: host }),
              ...(authority !== undefined && { ca: authority }),
            },
            send,
          )
        : connect({ host: address, port }, send);
    const done = () => {
      socket.destroy();
      resolve();
    };
    socket.setTimeout(TIMEOUT_MS, () =>
      socket.destroy(new OutboundError(`${host}:${port} does not take what is sent.`)),
    );
    // A receiver has nothing to say; what it says is thrown away.
    socket.resume();
    socket.on('error', reject);
    socket.on('close', (isBroken) => (isBroken ? undefined : resolve()));
  });
}
