/** One capture on its way to the server, in pieces, and what the server said of each. */

import { createHash } from 'node:crypto';
import type { Browser } from '../browser.ts';
import type { Chance } from './chance.ts';
import type { CountedCapture, Counts } from './counted-traffic.ts';

export interface SentCapture {
  readonly id: string;
  readonly sha256: string;
  readonly counts: Counts;
}

export class CaptureSender {
  private readonly browser: Browser;
  private readonly chance: Chance;
  private readonly octets: Buffer;
  private readonly counts: Counts;
  private readonly sha256: string;
  private upload: string | undefined;
  /** Octets that the server counted, and those that left here. */
  private acknowledged = 0;
  private sent = 0;

  constructor(browser: Browser, chance: Chance, { octets, counts }: CountedCapture) {
    this.browser = browser;
    this.chance = chance;
    this.octets = octets;
    this.counts = counts;
    this.sha256 = createHash('sha256').update(octets).digest('hex');
  }

  /** Sends all pieces, as long as `goesOn`; undefined when an answer failed or was none. */
  async send(goesOn: () => boolean): Promise<SentCapture | undefined> {
    try {
      if (this.upload === undefined) {
        const { octets, sha256 } = this;
        const begun = await this.browser.post('/api/uploads', {
          ...{ file: 'ward.pcap', octets: octets.length, sha256 },
        });
        if (begun.status !== 201) return undefined;
        this.upload = begun.body.id;
      }
      while (goesOn()) {
        const piece = this.octets.subarray(
          this.acknowledged,
          this.acknowledged + 1 + this.chance.below(this.octets.length),
        );
        this.sent = this.acknowledged + piece.length;
        const { status, body } = await this.browser.patch(
          `/api/uploads/${this.upload}?offset=${this.acknowledged}`,
          piece,
        );
        if (status !== 200) return undefined;
        this.acknowledged = body.received;
        if (body.capture) return { id: body.capture.id, sha256: this.sha256, counts: this.counts };
      }
      return undefined;
    } catch {
      return undefined;
    }
  }

  /** Goes on after a kill; says what the server had acknowledged and does not know any more. */
  async resume(): Promise<{ readonly capture?: SentCapture; readonly lost?: string }> {
    if (this.upload === undefined) return {};
    const { status, body } = await this.browser.get(`/api/uploads/${this.upload}`);
    if (status === 404) {
      const { captures } = (await this.browser.get('/api/captures')).body;
      const found = captures.find(({ sha256 }: { sha256: string }) => sha256 === this.sha256);
      if (found) return { capture: { id: found.id, sha256: this.sha256, counts: this.counts } };
      return { lost: `upload ${this.upload} of ${this.acknowledged} octets is gone` };
    }
    const { received } = body;
    if (status !== 200 || received < this.acknowledged || received > this.sent)
      return {
        lost: `upload ${this.upload} stands at ${received} octets; ${this.acknowledged} were acknowledged, ${this.sent} sent`,
      };
    this.acknowledged = received;
    const capture = await this.send(() => true);
    return capture ? { capture } : { lost: `upload ${this.upload} cannot be gone on with from ${received}` };
  }
}
