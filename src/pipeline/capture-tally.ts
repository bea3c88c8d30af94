/** Counts of one capture while it is read: packets, octets, times, link types, oddities. */

/** Different anomaly codes kept; the codes are a closed set, this only guards the guard. */
const ANOMALY_CODE_LIMIT = 512;

export class CaptureTally {
  packets = 0;
  /** Octets on the wire, also of frames that were cut. */
  octets = 0;
  /** Earliest and latest instant; NaN before the first packet. */
  firstAt = Number.NaN;
  lastAt = Number.NaN;
  readonly linkTypes = new Set<number>();
  readonly anomalies = new Map<string, number>();
  private lastLinkType = -1;

  seeTime(micros: number, linkType: number): void {
    if (!(micros >= this.firstAt)) this.firstAt = micros;
    if (!(micros <= this.lastAt)) this.lastAt = micros;
    if (linkType !== this.lastLinkType) {
      this.lastLinkType = linkType;
      this.linkTypes.add(linkType);
    }
  }

  count(anomaly: string): void {
    if (this.anomalies.size < ANOMALY_CODE_LIMIT || this.anomalies.has(anomaly)) {
      this.anomalies.set(anomaly, (this.anomalies.get(anomaly) ?? 0) + 1);
    }
  }
}
