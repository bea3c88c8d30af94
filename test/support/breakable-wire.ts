/** A way to a database that breaks and stands again when it is told to, as that to a server on another machine does. */

import net from 'node:net';
import type { ConnectionSettings } from '../../src/store/postgres/connection-settings.ts';

const HOST = '127.0.0.1';

export class BreakableWire {
  /** By which the database is reached over it. */
  readonly server: string | ConnectionSettings;
  /** Connections that were refused so far. */
  refused = 0;
  private readonly listener: net.Server;
  private readonly sockets = new Set<net.Socket>();
  private isCut = false;
  private holdsRequests = false;
  private dropsAnswers = false;
  private held: (() => void)[] = [];

  private constructor(listener: net.Server, server: string | ConnectionSettings) {
    this.listener = listener;
    const { port } = listener.address() as net.AddressInfo;
    this.server = over(server, port);
    listener.on('connection', (client) => this.join(client, server));
  }

  static async to(server: string | ConnectionSettings): Promise<BreakableWire> {
    const listener = net.createServer();
    await new Promise<void>((resolve) => listener.listen(0, HOST, resolve));
    return new BreakableWire(listener, server);
  }

  /** Breaks all connections, and lets none come. */
  cut(): void {
    this.isCut = true;
    this.held = [];
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
    this.holdsRequests = false;
    this.dropsAnswers = false;
  }

  /** Keeps what is asked. */
  hold(): void {
    this.holdsRequests = true;
  }

  /** Lets what is asked through, also what was kept; no answer arrives any more. */
  dropAnswers(): void {
    this.dropsAnswers = true;
    this.holdsRequests = false;
    for (const send of this.held.splice(0)) send();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private join(client: net.Socket, server: string | ConnectionSettings): void {
    client.on('error', () => undefined);
    if (this.isCut) {
      this.refused++;
      client.destroy();
      return;
    }
    const database = net.connect(addressOf(server));
    for (const [socket, other] of [
      [client, database],
      [database, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (octets) => {
      if (this.holdsRequests) this.held.push(() => database.write(octets));
      else database.write(octets);
    });
    database.on('data', (octets) => {
      if (!this.dropsAnswers) client.write(octets);
    });
  }
}

function over(server: string | ConnectionSettings, port: number): string | ConnectionSettings {
  if (typeof server !== 'string') return { ...server, host: HOST, port };
  const url = new URL(server);
  url.host = `${HOST}:${port}`;
  return url.href;
}

function addressOf(server: string | ConnectionSettings): net.NetConnectOpts {
  if (typeof server !== 'string') return { path: `${server.host}/.s.PGSQL.${server.port}` };
  const { hostname, port } = new URL(server);
  return { host: hostname, port: Number(port || 5432) };
}
