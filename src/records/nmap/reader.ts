/** Reports of nmap (`-oX`): one `host` element after the other. Entities and external documents are never followed. */

import { microsOfSeconds } from '../reading/fields.ts';
import { firstLines, Lines } from '../reading/lines.ts';
import type { RecordReader, RecordSink } from '../record-reader.ts';
import { readHost } from './read-host.ts';

/** Longest `host` element that is read, in UTF-16 units. */
export const HOST_LIMIT = 4 * 1_048_576;

class Report {
  private readonly sink: RecordSink;
  private host: string[] | undefined;
  private length = 0;
  private from = 0;
  private startedAt: number | undefined;

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  line(text: string, number: number): void {
    if (this.startedAt === undefined && text.includes('<nmaprun'))
      this.startedAt = microsOfSeconds(/\bstart="(\d+)"/.exec(text)?.[1]);
    let rest = text;
    for (;;) {
      if (this.host === undefined) {
        const begins = /<host[\s>]/.exec(rest);
        if (!begins) return;
        rest = rest.slice(begins.index);
        this.host = [];
        this.length = 0;
        this.from = number;
      }
      const end = rest.indexOf('</host>');
      this.keep(end < 0 ? rest : rest.slice(0, end + '</host>'.length));
      if (end < 0) return;
      if (this.length <= HOST_LIMIT) readHost(this.host.join('\n'), this.from, this.startedAt, this.sink);
      else this.sink.skip('line-too-long');
      this.host = undefined;
      rest = rest.slice(end + '</host>'.length);
    }
  }

  end(): void {
    if (this.host !== undefined) this.sink.skip('cut-short');
  }

  private keep(text: string): void {
    this.length += text.length + 1;
    if (this.length <= HOST_LIMIT) this.host?.push(text);
  }
}

export const nmapXml: RecordReader = {
  format: 'nmap-xml',
  title: 'Report of nmap (XML)',
  tells: 'observations',
  recognises: (head) => firstLines(head, 24).some((line) => /<nmaprun\s|<!DOCTYPE nmaprun/.test(line)),
  open: (sink) => {
    const report = new Report(sink);
    return new Lines(
      sink,
      (text, number) => report.line(text, number),
      () => report.end(),
    );
  },
};
