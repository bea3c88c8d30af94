import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobsInThread } from './jobs-in-thread.ts';

const INPUT = {
  connection: 'postgres://nobody@127.0.0.1:1/nothing',
  isSole: true,
  settings: {
    ...{ dataFolder: '/nowhere', maxFlowSlots: 1 << 16, allowsLocalOutputs: false },
    ...{ secret: 'x'.repeat(32), version: '0' },
  },
};
let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-jobs-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Jobs whose thread does this; `log` names a file to which each start adds a line. */
function jobsThat(work: string, report: (error: Error) => void = () => undefined) {
  const log = path.join(folder, 'log');
  const code = `
    import fs from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    fs.appendFileSync(${JSON.stringify(log)}, 'started\\n');
    const starts = fs.readFileSync(${JSON.stringify(log)}, 'utf8').split('\\n').length - 1;
    const untilTold = () => parentPort.once('message', () => {
      fs.appendFileSync(${JSON.stringify(log)}, 'told to stop\\n');
      parentPort.close();
    });
    ${work}`;
  fs.writeFileSync(path.join(folder, 'jobs-thread.js'), code);
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  const jobs = new JobsInThread(INPUT, report, pathToFileURL(`${folder}/`));
  return { jobs, lines: () => fs.readFileSync(log, 'utf8').trimEnd().split('\n') };
}

describe('jobs in a thread', () => {
  it('end when the thread has ended, which is told to when its code is loaded', async () => {
    const { jobs, lines } = jobsThat('untilTold();');
    await jobs.stop();
    expect(lines()).toEqual(['started', 'told to stop']);
  });

  it('go on in another thread when theirs ends by itself, and that is reported', async () => {
    const reported: string[] = [];
    const { jobs, lines } = jobsThat(
      `if (starts < 3) setImmediate(() => { throw new Error('defect ' + starts); }); else untilTold();`,
      ({ message }) => reported.push(message),
    );
    await vi.waitFor(() => expect(lines()).toEqual(['started', 'started', 'started']), 20_000);
    await jobs.stop();
    expect(lines()).toEqual(['started', 'started', 'started', 'told to stop']);
    expect(reported).toEqual(['defect 1', 'defect 2']);
  });
});
