/**
 * The inventory of the laboratory hospital against its truth, judged by the scorer that comes with it:
 *
 *   node score-inventory.mjs TRUTH CAPTURE INVENTORY
 *   vendor            36     35  97.2 %        51     51  100.0 %      (visible, found, recall, claimed, right, precision)
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Measurement, Share } from './figures.ts';
import { inspectCapture } from './inspect-capture.ts';
import { reference } from './reference-folder.ts';

export const LABORATORY_CAPTURES = ['benign', 'attacks', 'night'] as const;

const RECALL_GOAL = 95;
const CATEGORY_RECALL_GOAL = 90;
const PRECISION_GOAL = 98;
const BEYOND_TRUTH_LIMIT = 10;
/** Fields by the names of the scorer; the operating system is shown and not judged: it is almost never visible as text. */
const JUDGED = ['vendor', 'category', 'model', 'hostname', 'aet', 'serial', 'firmware'];

export async function measureInventory(capture: (typeof LABORATORY_CAPTURES)[number]): Promise<Measurement> {
  const truth = reference('lab', 'out', 'truth.json');
  const plain = reference('lab', 'out', `hospital-${capture}.pcap`);
  const inventory = await inspectCapture(fs.existsSync(plain) ? plain : `${plain}.gz`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-accuracy-'));
  try {
    const file = path.join(folder, 'inventory.json');
    fs.writeFileSync(file, JSON.stringify(inventory));
    const scorer = reference('tools', 'score-inventory.mjs');
    const text = execFileSync(process.execPath, [scorer, truth, capture, file], { encoding: 'utf8' });
    return { section: { id: capture, ...readScores(text) }, differences: [] };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const ROW = /^(\w+) +(\d+) +(\d+) +(?:[\d.]+ %|-) +(\d+) +(\d+) /;

function readScores(text: string): Pick<Measurement['section'], 'shares' | 'counts'> {
  const listed = /devices in truth (\d+), listed (\d+) .*beyond truth (\d+)/.exec(text);
  const sure = /wrong category at confidence 70 or more: (\d+)/.exec(text);
  if (!listed || !sure) throw new Error(`the scorer said something unexpected:\n${text}`);
  const shares: Share[] = [
    { name: 'devices listed', right: Number(listed[2]), of: Number(listed[1]), goal: 100 },
  ];
  for (const line of text.split('\n')) {
    const [, field = '', visible, found, claimed, right] = ROW.exec(line) ?? [];
    if (field === '') continue;
    const isJudged = JUDGED.includes(field);
    const recallGoal = field === 'category' ? CATEGORY_RECALL_GOAL : RECALL_GOAL;
    shares.push(
      {
        ...{ name: `${field}: recall`, right: Number(found), of: Number(visible) },
        ...(isJudged ? { goal: recallGoal } : { shownOnly: true }),
      },
      {
        ...{ name: `${field}: precision`, right: Number(right), of: Number(claimed) },
        ...(isJudged ? { goal: PRECISION_GOAL } : { shownOnly: true }),
      },
    );
  }
  return {
    shares,
    counts: [
      { name: 'devices typed wrongly at confidence 70 or more', count: Number(sure[1]), atMost: 0 },
      { name: 'devices beyond the truth', count: Number(listed[3]), atMost: BEYOND_TRUTH_LIMIT },
    ],
  };
}
