/** One vote for what a device is. */

export interface CategoryVote {
  readonly category: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly reason: string;
  /** Votes of one origin count once. */
  readonly origin: string;
}
