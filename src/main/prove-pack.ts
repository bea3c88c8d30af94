/** Rules with test captures, as `export --device` writes them: whether each capture still proves its rule. */

import fs from 'node:fs';
import path from 'node:path';
import { readCaptureFile } from '../capture/read-capture.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import { DISSECTORS } from '../dissectors/registry.ts';
import type { ImportedFile } from '../imported/imported-file.ts';
import { IndexedFile } from '../imported/imported-fingerprints.ts';
import { observedValues, replayFrames } from '../pipeline/replay-frames.ts';

export interface PackProof {
  readonly fingerprintId: string;
  readonly captureFile: string;
  /** Why the capture does not prove the rule; undefined when it does. */
  readonly problem: string | undefined;
}

/** Frames of a test capture that are read. */
const FRAMES_LIMIT = 1_024;

/** Runs the test captures that the rule file at `packFile` names beside its rules `files`; none when it names none. */
export async function provePack(packFile: string, files: readonly ImportedFile[]): Promise<PackProof[]> {
  const captures = capturesOf(packFile);
  const dissectors = new DissectorTable(DISSECTORS);
  const proofs: PackProof[] = [];
  for (const file of files) {
    const indexed = new IndexedFile(file);
    for (const { id } of file.fingerprints) {
      const captureFile = captures.get(id);
      if (captureFile === undefined) continue;
      // A name and no path: a pack reads no file outside of its folder.
      const problem = await problemOf(
        path.join(path.dirname(packFile), path.basename(captureFile)),
        (frames, linkType) =>
          file.facts
            .flatMap((factId) => observedValues(replayFrames(frames, linkType, dissectors), factId))
            .some((value) => indexed.match(value).some((match) => match.fingerprintId === id)),
      );
      proofs.push({ fingerprintId: id, captureFile, problem });
    }
  }
  return proofs;
}

function capturesOf(packFile: string): ReadonlyMap<string, string> {
  const json = JSON.parse(fs.readFileSync(packFile, 'utf8')) as { readonly captures?: unknown };
  const entries =
    typeof json.captures === 'object' && json.captures !== null ? Object.entries(json.captures) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

async function problemOf(
  captureFile: string,
  proves: (frames: readonly Uint8Array[], linkType: number) => boolean,
): Promise<string | undefined> {
  const frames: Uint8Array[] = [];
  let linkType = 0;
  try {
    await readCaptureFile(captureFile, {
      frame(frame) {
        linkType = frame.linkType;
        if (frames.length < FRAMES_LIMIT)
          frames.push(Uint8Array.from(frame.octets.bytes.subarray(frame.start, frame.end)));
      },
      resolvedName: () => undefined,
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return proves(frames, linkType) ? undefined : 'no value in it matches the fingerprint';
}
