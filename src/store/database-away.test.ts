import fs from 'node:fs';
import net from 'node:net';
import { expect, it } from 'vitest';
import { Database } from './database.ts';
import { isDatabaseAway } from './database-away.ts';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

it.each([
  ['a database that ends', withCode('57P01')],
  ['one that crashed', withCode('57P02')],
  ['one that starts', withCode('57P03')],
  ['too many connections', withCode('53300')],
  ['a broken connection', withCode('08006')],
  ['what the driver says of one', new Error('Connection terminated unexpectedly')],
  ['no free connection in time', new Error('timeout exceeded when trying to connect')],
])('%s is away', (_, error) => {
  expect(isDatabaseAway(error)).toBe(true);
});

it.each([
  ['a row that is there already', withCode('23505')],
  ['a statement that took too long', withCode('57014')],
  ['something without words', undefined],
  ['a defect', new TypeError('x')],
])('%s is not', (_, error) => {
  expect(isDatabaseAway(error)).toBe(false);
});

it('a file that is not there is not, however alike its code', () => {
  const read = () => fs.readFileSync('/no/such/file');
  expect(read).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  try {
    read();
  } catch (error) {
    expect(isDatabaseAway(error)).toBe(false);
  }
});

it('a socket that nobody listens on is, as the driver meets it', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const opened = Database.open(`postgres://nobody:x@127.0.0.1:${port}/none`);
  const error = await opened.catch((reason: unknown) => reason);
  expect(isDatabaseAway((error as Error).cause)).toBe(true);
});
