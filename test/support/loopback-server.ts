/** An HTTP server on the loopback interface, which answers as a test wants: nothing leaves the machine. */

import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export class LoopbackServer {
  /** What was asked, in order: path and the headers that matter for it. */
  readonly requests: { readonly path: string; readonly headers: http.IncomingHttpHeaders }[] = [];
  readonly url: string;
  private readonly server: http.Server;

  static async start(answers: Readonly<Record<string, Answer>>): Promise<LoopbackServer> {
    const requests: LoopbackServer['requests'] = [];
    const server = http.createServer((request, response) => {
      const path = request.url ?? '';
      requests.push({ path, headers: request.headers });
      const answer = answers[path];
      if (answer) answer(request, response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LoopbackServer(server, requests);
  }

  private constructor(server: http.Server, requests: LoopbackServer['requests']) {
    this.server = server;
    this.requests = requests;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A file with an ETag that honours `If-None-Match` and `Range` with `If-Range`. */
export function fileAnswer(content: () => Buffer, etag: () => string): Answer {
  return (request, response) => {
    const octets = content();
    const headers = { etag: etag(), 'accept-ranges': 'bytes' };
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN);
    if (request.headers['if-none-match'] === etag()) response.writeHead(304, headers).end();
    else if (start >= 0 && request.headers['if-range'] === etag()) {
      response.writeHead(206, {
        ...headers,
        'content-range': `bytes ${start}-${octets.length - 1}/${octets.length}`,
      });
      response.end(octets.subarray(start));
    } else response.writeHead(200, headers).end(octets);
  };
}
