/**
 * When each session was last used: one without a request for too long is over. Kept in memory, for the half hour that it
 * concerns; after a restart of the server a session counts as used at its first request.
 */

/** Sessions remembered; beyond, the one that was used longest ago is forgotten and starts anew. */
export const SESSION_LIMIT = 100_000;

export class SessionActivity {
  /** Last use (milliseconds) by session id, longest ago first. */
  private readonly lastUse = new Map<string, number>();
  private readonly idleMillis: number;

  constructor(idleSeconds: number) {
    this.idleMillis = idleSeconds * 1_000;
  }

  /** Notes a request; false when the session was idle too long and is over. */
  touch(session: string, now: number): boolean {
    const last = this.lastUse.get(session);
    this.lastUse.delete(session);
    if (last !== undefined && now - last > this.idleMillis) return false;
    if (this.lastUse.size >= SESSION_LIMIT) {
      const [oldest] = this.lastUse.keys();
      if (oldest !== undefined) this.lastUse.delete(oldest);
    }
    this.lastUse.set(session, now);
    return true;
  }
}
