/** Most actions for what people do often (console design, section 7). */
export const FEW_ACTIONS = 5;

/** Counts what a person does to get something done: each click, key and field that is filled is one action. */
export class Actions {
  private taken = 0;

  get count(): number {
    return this.taken;
  }

  async take(does: () => Promise<unknown>): Promise<void> {
    this.taken += 1;
    await does();
  }
}
