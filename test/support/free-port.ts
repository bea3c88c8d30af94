/** Ports that nobody has. */

import net, { type AddressInfo } from 'node:net';

/** A port of the loopback interface that the system has just given and taken back: it gives others first. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
