/**
 * Backups: a folder with one file per table, as PostgreSQL's COPY writes it, compressed, and a manifest with the number of
 * rows and the SHA-256 of each. All tables are read in one snapshot, so a backup of a running server is consistent. It is
 * restored into an empty database of the same schema, in one transaction: all or nothing.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { noteBackup } from './backups-taken.ts';
import type { Database } from './database.ts';
import { schemaState } from './migrate.ts';
import { StoreError } from './store-error.ts';

const FORMAT = 'wardlight.backup/1';
const MANIFEST = 'manifest.json';

interface BackupTable {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
}

export interface BackupManifest {
  readonly format: typeof FORMAT;
  readonly takenAt: string;
  /** Steps of the schema that the database had. */
  readonly schema: readonly string[];
  readonly tables: readonly BackupTable[];
}

/** Writes a backup into a folder that does not exist or is empty. The manifest comes last: without it, it is no backup. */
export async function backUp(database: Database, folder: string): Promise<BackupManifest> {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (fs.readdirSync(folder).length > 0)
    throw new StoreError(
      'backup',
      `The folder ${folder} is not empty. Give each backup a folder of its own.`,
    );
  const { applied } = await schemaState(database.kysely);
  const client = await database.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local row_security = off'); // an error rather than a backup with rows missing
    const { rows } = await client.query<{ now: Date }>('select now()');
    const tables: BackupTable[] = [];
    for (const name of await tablesParentsFirst(client)) tables.push(await writeTable(client, name, folder));
    await client.query('commit');
    const takenAt = (rows[0]?.now ?? new Date(0)).toISOString();
    const manifest: BackupManifest = { format: FORMAT, takenAt, schema: applied, tables };
    writeDurably(path.join(folder, MANIFEST), JSON.stringify(manifest, null, 2));
    client.release();
    await noteBackup(database, path.resolve(folder), manifest);
    return manifest;
  } catch (error) {
    client.release(true);
    throw explained(error);
  }
}

/** Reads a backup through and compares it with its manifest. Throws a StoreError that names what is wrong. */
export async function verifyBackup(folder: string): Promise<BackupManifest> {
  const manifest = readManifest(folder);
  for (const table of manifest.tables) {
    const counter = new RowCounter();
    const sum = createHash('sha256');
    const file = tableFile(folder, table);
    try {
      await pipeline(fs.createReadStream(file), new Tap(sum), createGunzip(), counter, new Drain());
    } catch (error) {
      throw new StoreError('backup', `${file} ${unreadable(error)}`, error);
    }
    if (sum.digest('hex') !== table.sha256 || counter.rows !== table.rows)
      throw new StoreError(
        'backup',
        `${file} is not what was written: its checksum or number of rows differs.`,
      );
  }
  return manifest;
}

/** Restores a verified backup into an empty database. Throws a StoreError and changes nothing when it cannot. */
export async function restore(database: Database, folder: string): Promise<BackupManifest> {
  const manifest = await verifyBackup(folder);
  const { applied } = await schemaState(database.kysely);
  if (applied.join() !== manifest.schema.join())
    throw new StoreError(
      'backup',
      `The backup was taken at step ${manifest.schema.at(-1) ?? '(none)'} of the schema, the database is at ${applied.at(-1) ?? '(none)'}. ` +
        'Restore it with the Wardlight that took it, then start this one.',
    );
  const client = await database.connect();
  try {
    await client.query('begin');
    for (const name of await tablesParentsFirst(client)) {
      const { rows } = await client.query(`select from ${quoted(name)} limit 1`);
      if (rows.length > 0)
        throw new StoreError(
          'backup',
          `The database is not empty (${name}). Restore into a new data folder.`,
        );
    }
    await client.query('set local row_security = off');
    for (const table of manifest.tables) await readTable(client, table, folder);
    await client.query('commit');
    client.release();
    return manifest;
  } catch (error) {
    client.release(true);
    throw explained(error);
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

function explained(error: unknown): unknown {
  const denied = error instanceof Error && 'code' in error && error.code === INSUFFICIENT_PRIVILEGE;
  if (!denied) return error;
  return new StoreError(
    'backup',
    'The role of DATABASE_URL may not pass row-level security, so it cannot read all organisations. ' +
      "Use a role with BYPASSRLS, or the server's own pg_dump.",
    error,
  );
}

/** Tables of Wardlight with those that others refer to first; the bookkeeping of migrations is not among them. */
async function tablesParentsFirst(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; parents: string[] }>(`
    select c.relname as name,
           array(select distinct p.relname::text from pg_constraint f join pg_class p on p.oid = f.confrelid
                  where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'kysely\\_%'
     order by c.relname`);
  const done: string[] = [];
  let left = rows;
  while (left.length > 0) {
    const ready = left.filter(({ parents }) => parents.every((parent) => done.includes(parent)));
    if (ready.length === 0)
      throw new Error(`tables refer to each other in a circle: ${left.map(({ name }) => name)}`);
    done.push(...ready.map(({ name }) => name));
    left = left.filter((table) => !ready.includes(table));
  }
  return done;
}

async function writeTable(client: pg.PoolClient, name: string, folder: string): Promise<BackupTable> {
  const file = `${name}.copy.gz`;
  const sum = createHash('sha256');
  const counter = new RowCounter();
  const target = fs.createWriteStream(path.join(folder, file), { mode: 0o600, flags: 'wx', flush: true });
  await pipeline(
    // By query, since COPY itself does not read a table with partitions.
    client.query(copyTo(`copy (select ${await columnsOf(client, name)} from ${quoted(name)}) to stdout`)),
    counter,
    createGzip(),
    new Tap(sum),
    target,
  );
  return { name, file, rows: counter.rows, sha256: sum.digest('hex') };
}

async function readTable(client: pg.PoolClient, table: BackupTable, folder: string): Promise<void> {
  const source = fs.createReadStream(tableFile(folder, table));
  const name = quoted(table.name);
  const columns = await columnsOf(client, table.name);
  await client.query(`alter table ${name} disable trigger user`); // the rows carry what triggers would add
  await pipeline(source, createGunzip(), client.query(copyFrom(`copy ${name} (${columns}) from stdin`)));
  await client.query(`alter table ${name} enable trigger user`);
  await continueNumbers(client, table.name);
}

/** The columns of a table that are written and not computed, as a list of SQL. */
async function columnsOf(client: pg.PoolClient, table: string): Promise<string> {
  const { rows } = await client.query<{ column: string }>(
    `select attname as column from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [quoted(table)],
  );
  return rows.map(({ column }) => quoted(column)).join(', ');
}

/** New rows are numbered after the restored ones. */
async function continueNumbers(client: pg.PoolClient, table: string): Promise<void> {
  const { rows } = await client.query<{ column: string }>(
    `select attname as column from pg_attribute where attrelid = $1::regclass and attidentity <> ''`,
    [quoted(table)],
  );
  for (const { column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), (select max(${quoted(column)}) from ${quoted(table)}))`,
      [quoted(table), column],
    );
}

function readManifest(folder: string): BackupManifest {
  let manifest: Partial<BackupManifest>;
  try {
    manifest = JSON.parse(fs.readFileSync(path.join(folder, MANIFEST), 'utf8')) as Partial<BackupManifest>;
  } catch (error) {
    const reason = fs.existsSync(folder)
      ? `${folder} is no whole backup: its ${MANIFEST} is missing or cannot be read.`
      : `There is no folder ${folder}.`;
    throw new StoreError('backup', reason, error);
  }
  if (manifest.format !== FORMAT || !Array.isArray(manifest.tables) || !Array.isArray(manifest.schema))
    throw new StoreError('backup', `${folder} is no backup that this Wardlight knows (${FORMAT}).`);
  return manifest as BackupManifest;
}

function unreadable(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'ENOENT') return 'is missing: the backup is not whole.';
  if (code === 'EACCES') return 'cannot be read: this user has no permission.';
  return `is damaged, or cannot be read: ${message}.`;
}

/** Path of a table's file; a manifest from elsewhere must not lead out of its folder. */
function tableFile(folder: string, { name, file }: BackupTable): string {
  if (file !== `${name}.copy.gz` || !/^[A-Za-z_]+$/.test(name))
    throw new StoreError('backup', `The manifest of ${folder} names a file that no backup has.`);
  return path.join(folder, file);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function writeDurably(file: string, text: string): void {
  const descriptor = fs.openSync(file, 'wx', 0o600);
  fs.writeSync(descriptor, text);
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
}

const LINE_FEED = 0x0a;

/** Counts the rows of COPY's text format, which escapes line feeds within values. */
class RowCounter extends Transform {
  rows = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) this.rows++;
    done(null, chunk);
  }
}

/** Shows what passes to a hash. */
class Tap extends Transform {
  private readonly sum: ReturnType<typeof createHash>;

  constructor(sum: ReturnType<typeof createHash>) {
    super();
    this.sum = sum;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.sum.update(chunk);
    done(null, chunk);
  }
}

/** Takes everything and keeps nothing. */
class Drain extends Transform {
  override _transform(_chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done();
  }
}
