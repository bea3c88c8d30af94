import fs from 'node:fs';
import { afterAll, beforeAll, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import { startChromium } from '../support/chromium.ts';
import { ACCOUNT, startConsoleServer } from '../support/console-server.ts';
import { breachesOfAccess, open, overflow, silentUnknowns, visit } from '../support/console-visit.ts';
import { useTestDatabase } from '../support/test-database.ts';

const test = useTestDatabase();
it('look', { timeout: 600_000 }, async () => {
  const server = await startConsoleServer(test());
  const chromium = await startChromium();
  const api = new Browser(server.origin);
  await api.post('/api/setup', { token: server.setupToken, ...ACCOUNT });
  await api.signIn(ACCOUNT.email, ACCOUNT.password);
  await api.enrol(ACCOUNT.password);
  await server.load(api, 'small-hospital.pcap');
  const map = (await api.get('/api/map?by=category&from=2000-01-01T00:00:00Z')).body;
  const dev = (await api.get('/api/devices?query=CT01REV')).body.devices[0].id;
  const since = new Date(Date.parse(map.knownSince) + 1000).toISOString();
  for (;;) {
    let todo: [string, string, number, 'light' | 'dark'][] = [];
    try {
      todo = JSON.parse(fs.readFileSync('/tmp/wt/pm-todo.json', 'utf8'));
      fs.rmSync('/tmp/wt/pm-todo.json');
    } catch {}
    if (todo.length === 1 && todo[0]?.[0] === 'stop') break;
    for (const [name, address, width, scheme] of todo) {
      const { page, complaints, end } = await visit(chromium, {
        origin: server.origin,
        as: api,
        width,
        scheme,
      });
      try {
        await open(page, server.origin + address.replace('SINCE', since).replace('DEV', dev));
        await page.waitForTimeout(300);
        await page.screenshot({ path: `/tmp/wt/pm-${name}.png`, fullPage: width < 600 });
        fs.appendFileSync(
          '/tmp/wt/pm-log.txt',
          JSON.stringify(
            {
              name,
              complaints,
              axe: await breachesOfAccess(page),
              overflow: await overflow(page),
              silent: await silentUnknowns(page),
            },
            null,
            1,
          ) + '\n',
        );
      } catch (error) {
        fs.appendFileSync('/tmp/wt/pm-log.txt', name + String(error) + complaints.join('\n') + '\n');
        await page.screenshot({ path: `/tmp/wt/pm-${name}.png` });
      }
      await end();
      fs.appendFileSync('/tmp/wt/pm-log.txt', 'DONE ' + name + '\n');
    }
    await new Promise((r) => setTimeout(r, 500));
  }
  await chromium.close();
  await server.stop();
});
