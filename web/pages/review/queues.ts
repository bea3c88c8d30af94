/** Queues of devices in doubt: each is a query, and the one thing that settles it. */

type Settles = 'category' | 'model' | 'place' | 'same' | 'service';

export interface Queue {
  readonly id:
    | 'staged'
    | 'kind-unknown'
    | 'kind-doubtful'
    | 'critical-model'
    | 'critical-place'
    | 'named-only';
  readonly query: string;
  readonly settles: Settles;
}

export const QUEUES: readonly [Queue, Queue, Queue, Queue, Queue, Queue] = [
  { id: 'kind-unknown', query: 'category:unknown', settles: 'category' },
  { id: 'kind-doubtful', query: 'confidence<60', settles: 'category' },
  { id: 'critical-model', query: 'criticality>=4 model:unknown', settles: 'model' },
  { id: 'critical-place', query: 'criticality>=4 site:unknown', settles: 'place' },
  { id: 'named-only', query: 'seen-as:named', settles: 'same' },
  { id: 'staged', query: 'use:unknown first<30d', settles: 'service' },
];
