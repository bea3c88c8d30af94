/** What the HTTP dissector remembers of one flow: requests waiting for their answer, and where each direction stands. */

import type { AuthScheme } from './challenge.ts';

/** Requests without answer that are remembered; more are not pipelined by real clients. */
export const PENDING_LIMIT = 16;
/** Heads read per direction before the flow is left alone: later ones repeat the same software. */
export const HEAD_LIMIT = 12;
/** The same once credentials were refused, so that guessing stays visible. */
export const GUESSING_HEAD_LIMIT = 64;
/** Bodies held and read per direction of a flow. */
export const BODY_COUNT_LIMIT = 6;
/** Chunks walked per flow. */
export const CHUNK_COUNT_LIMIT = 256;

/** What an answer must be read against. */
export interface RequestNote {
  readonly head: boolean;
  readonly connect: boolean;
  /** The request named another server than the receiver: the answer is that server's. */
  readonly relayed: boolean;
  /** The request belonged to a session: the page may be about a person. */
  readonly session: boolean;
  readonly credentials: AuthScheme | undefined;
}

export type BodyKind = 'html' | 'xml' | 'json' | 'text' | 'form' | 'soap-request' | 'ipp';

/** A body that is worth holding. */
export interface BodyPlan {
  readonly kind: BodyKind;
  /** Octets of the body; -1 when the end of the stream ends it, and for chunks. */
  readonly length: number;
  readonly chunked: boolean;
  /** Charset of the Content-Type, lower case; empty when it names none. */
  readonly charset: string;
  /** Whether a title may be stated. */
  readonly title: boolean;
}

export interface Lane {
  /** `head`: a start line comes next; `body`: the octets of `plan`; `chunks`: chunks that nobody reads. */
  mode: 'head' | 'body' | 'chunks';
  plan: BodyPlan | undefined;
  /** Octets that must be there before an unfinished page is searched for its title again. */
  nextLook: number;
  heads: number;
  bodies: number;
  /** The last Server or User-Agent text, which is not stated again. */
  software: string;
}

export interface Conversation {
  readonly pending: RequestNote[];
  readonly lanes: readonly [Lane, Lane];
  /** Which end serves has been stated. */
  serverStated: boolean;
  refusals: number;
  chunksLeft: number;
}

const newLane = (): Lane => ({
  mode: 'head',
  plan: undefined,
  nextLook: 0,
  heads: 0,
  bodies: 0,
  software: '',
});

export function newConversation(): Conversation {
  return {
    pending: [],
    lanes: [newLane(), newLane()],
    serverStated: false,
    refusals: 0,
    chunksLeft: CHUNK_COUNT_LIMIT,
  };
}
