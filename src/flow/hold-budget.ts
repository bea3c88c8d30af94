/** Memory that all flows together may hold for unfinished messages and early segments. Shared by everything that holds. */

export class HoldBudget {
  /** Octets held now. */
  used = 0;
  readonly limit: number;

  constructor(limitOctets: number) {
    this.limit = limitOctets;
  }

  /** Takes so many octets from the budget; false, and nothing taken, when they are not there. */
  take(octets: number): boolean {
    if (this.used + octets > this.limit) return false;
    this.used += octets;
    return true;
  }

  giveBack(octets: number): void {
    this.used -= octets;
  }
}
