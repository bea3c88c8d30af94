/** Progress of one source on a terminal's standard error; silent everywhere else. */

import { Presets, SingleBar } from 'cli-progress';

const OCTETS_PER_MEGABYTE = 1e6;

export class ProgressBar {
  private readonly bar: SingleBar | undefined;

  private constructor(bar: SingleBar | undefined) {
    this.bar = bar;
  }

  static open(source: string, visible: boolean): ProgressBar {
    if (!visible) return new ProgressBar(undefined);
    const format = `${source.replaceAll(/[{}]/g, '')} [{bar}] {value}/{total} MB`;
    return new ProgressBar(
      new SingleBar(
        { format, clearOnComplete: true, hideCursor: true, stream: process.stderr },
        Presets.shades_classic,
      ),
    );
  }

  /** Octets read so far, of all when the size is known. */
  show(read: number, total: number | undefined): void {
    const { bar } = this;
    if (!bar) return;
    const [value, all] = [
      Math.round(read / OCTETS_PER_MEGABYTE),
      Math.max(1, Math.round((total ?? read) / OCTETS_PER_MEGABYTE)),
    ];
    if (bar.isActive) {
      bar.setTotal(all);
      bar.update(value);
    } else bar.start(all, value);
  }

  close(): void {
    this.bar?.stop();
  }
}
