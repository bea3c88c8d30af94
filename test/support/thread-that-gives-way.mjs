/** A thread that gives way and starts another: tells the niceness of both. */

import os from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';
import { letThreadGiveWay } from '../../dist/main/give-way.js';

letThreadGiveWay();
const tellNiceness = `require('node:worker_threads').parentPort.postMessage(require('node:os').getPriority(0))`;
const inner = new Worker(tellNiceness, { eval: true });
inner.once('message', (its) => parentPort?.postMessage([os.getPriority(0), its]));
