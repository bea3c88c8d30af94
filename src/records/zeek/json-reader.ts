/** Logs of Zeek as JSON, one object a line, of one log or of several mixed. */

import { isObject, type JsonObject } from '../../base/json-object.ts';
import { jsonObject, textOf } from '../reading/fields.ts';
import { firstLines, Lines } from '../reading/lines.ts';
import type { RecordReader } from '../record-reader.ts';
import { LogEntries, logOfColumns } from './read-log.ts';

/** Shippers nest `id.orig_h` as an object. */
function flat(entry: JsonObject): JsonObject {
  if (!isObject(entry['id'])) return entry;
  const { id, ...rest } = entry;
  return { ...rest, ...Object.fromEntries(Object.entries(id).map(([name, value]) => [`id.${name}`, value])) };
}

const logOf = (entry: JsonObject): string | undefined =>
  textOf(entry['_path']) ?? logOfColumns(new Set(Object.keys(entry)));

export const zeekJson: RecordReader = {
  format: 'zeek-json',
  title: 'Zeek logs, JSON lines',
  tells: 'observations',
  recognises: (head) => {
    const entry = jsonObject(firstLines(head, 1)[0] ?? '');
    return (
      entry !== undefined && 'ts' in entry && !('event_type' in entry) && logOf(flat(entry)) !== undefined
    );
  },
  open: (sink) => {
    const entries = new LogEntries(sink);
    return new Lines(sink, (line, number) => {
      if (line === '') return;
      const entry = jsonObject(line);
      if (entry) {
        const columns = flat(entry);
        entries.read(logOf(columns) ?? '', columns, number);
      } else sink.skip('not-a-record');
    });
  },
};
