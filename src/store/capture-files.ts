/**
 * The octets of captures, in files of the data folder: those on their way under the id of their upload, whole ones under
 * the id of their capture until they are read. What is acknowledged has been forced to disk.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

const ID = /^[0-9a-f-]{36}$/;

export class CaptureFiles {
  private readonly folder: string;
  /** Uploads that a request is writing. */
  private readonly writing = new Set<string>();

  constructor(dataFolder: string) {
    this.folder = path.join(dataFolder, 'captures');
  }

  async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  /** Octets that are free where captures are kept; undefined when the system does not say. */
  async freeOctets(): Promise<number | undefined> {
    try {
      const { bavail, bsize } = await statfs(this.folder);
      return bavail * bsize;
    } catch {
      return undefined;
    }
  }

  /** Octets received of an upload. */
  async received(upload: string): Promise<number> {
    try {
      return (await stat(this.uploadPath(upload))).size;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
      throw error;
    }
  }

  /**
   * Appends octets to an upload that has `offset` of them, at most up to `limit` in all, and returns how many it has then.
   * `busy` while another request writes, `offset` when it has another number, `too-long` when more come (those are dropped).
   * What came before a broken connection is kept.
   */
  async append(
    upload: string,
    offset: number,
    limit: number,
    octets: Readable,
  ): Promise<number | 'busy' | 'offset' | 'too-long'> {
    if (this.writing.has(upload)) return 'busy';
    this.writing.add(upload);
    let file: FileHandle | undefined;
    try {
      if ((await this.received(upload)) !== offset) return 'offset';
      file = await open(this.uploadPath(upload), 'a', 0o600);
      let at = offset;
      try {
        for await (const chunk of octets as AsyncIterable<Buffer>) {
          const taken = chunk.subarray(0, limit - at);
          await file.writeFile(taken);
          at += taken.length;
          if (taken.length < chunk.length) return 'too-long';
        }
      } catch (error) {
        if (!octets.errored && !octets.destroyed) throw error; // the disk, not the connection
      }
      await file.datasync();
      if (offset === 0) await this.syncFolder();
      return at;
    } finally {
      await file?.close();
      this.writing.delete(upload);
    }
  }

  /** The first octets of an upload, at most `octets`. */
  async head(upload: string, octets: number): Promise<Buffer> {
    const file = await open(this.uploadPath(upload), 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(octets), 0, octets, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** What was received of an upload, from the beginning. */
  read(upload: string): AsyncIterable<Buffer> {
    return fs.createReadStream(this.uploadPath(upload), { highWaterMark: 262_144 }) as AsyncIterable<Buffer>;
  }

  /** SHA-256 of what was received of an upload. */
  async hash(upload: string): Promise<Buffer> {
    const sum = createHash('sha256');
    for await (const chunk of this.read(upload)) sum.update(chunk);
    return sum.digest();
  }

  /**
   * Gives the octets of a whole upload to its capture. The upload has them as well until it is dropped: what is not committed
   * then can be sent on.
   */
  async keep(upload: string, capture: string): Promise<void> {
    await link(this.uploadPath(upload), this.capturePath(capture));
    await this.syncFolder();
  }

  /** Keeps octets that are read at once and dropped, as those of a capture. */
  async write(capture: string, octets: Uint8Array): Promise<string> {
    const file = this.capturePath(capture);
    await writeFile(file, octets, { mode: 0o600 });
    return file;
  }

  async dropUpload(upload: string): Promise<void> {
    await rm(this.uploadPath(upload), { force: true });
  }

  /** Drops the files of captures and uploads that are not among these; returns how many. */
  async dropOthers(ids: ReadonlySet<string>): Promise<number> {
    const others = (await readdir(this.folder)).filter((name) => !ids.has(path.parse(name).name));
    for (const name of others) await rm(path.join(this.folder, name), { force: true });
    return others.length;
  }

  async dropCapture(capture: string): Promise<void> {
    await rm(this.capturePath(capture), { force: true });
  }

  /** Forces the names in the folder to disk. */
  private async syncFolder(): Promise<void> {
    const folder = await open(this.folder, 'r');
    await folder.sync();
    await folder.close();
  }

  capturePath(capture: string): string {
    return this.path(capture, '.capture');
  }

  private uploadPath(upload: string): string {
    return this.path(upload, '.upload');
  }

  private path(id: string, ending: string): string {
    if (!ID.test(id)) throw new Error(`${id} is no id`);
    return path.join(this.folder, id + ending);
  }
}
