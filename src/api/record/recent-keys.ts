/** Whether something was noted not long ago: keeps what happens often from filling the audit log. Bounded, in memory. */

/** Keys remembered; beyond, the one noted longest ago is forgotten and would be noted anew: too much rather than too little. */
export const KEY_LIMIT = 100_000;

export class RecentKeys {
  /** When each was noted (milliseconds), longest ago first. */
  private readonly noted = new Map<string, number>();
  private readonly windowMs: number;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  /** Notes a key; false when that was done within the window. */
  note(key: string, now: number): boolean {
    const last = this.noted.get(key);
    if (last !== undefined && now - last < this.windowMs) return false;
    this.noted.delete(key);
    if (this.noted.size >= KEY_LIMIT) {
      const [oldest] = this.noted.keys();
      if (oldest !== undefined) this.noted.delete(oldest);
    }
    this.noted.set(key, now);
    return true;
  }

  /** Takes it back. */
  forget(key: string): void {
    this.noted.delete(key);
  }
}
