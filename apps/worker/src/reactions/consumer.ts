import type { Database, Transaction } from '@payspool/db';
import type { Payload, StoredRecord, Topic } from '@payspool/events';
import type { Logger } from '@payspool/runtime';

/** A transition of an order, payment or subscription, published in the transaction that changed it. */
export interface Transition<T extends Topic = Topic> {
  readonly topic: T;
  /** Its type depends on the topic. It has the current version; amounts are `bigint` in minor units. */
  readonly payload: Payload<T>;
  /** The JSON as it was written, with its version. An older version may lack fields that `payload` has. */
  readonly stored: StoredRecord;
  /** The same at every attempt, and different for every other transition. Use it to recognise a repeat. */
  readonly idempotencyKey: string;
  /** Within one purchase or subscription, a later transition has a higher number. */
  readonly id: bigint;
}

export interface ReactionContext {
  readonly db: Database;
  /** Adds the transition and the consumer to every line. */
  readonly logger: Logger;
  /** Aborted at the deadline and when the worker stops. Pass it to every call that accepts a signal. */
  readonly signal: AbortSignal;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
}

/**
 * The work for one transition. It runs at least once: it is repeated after an error or a crash. The message of a thrown error is
 * stored as the reason, so it must not contain a payload.
 */
export type Reaction<T extends Topic> = (
  transition: Transition<T>,
  context: ReactionContext,
) => Promise<void>;

type Reactions = { readonly [T in Topic]?: Reaction<T> };

/** A transition in a transaction with others, each of another purchase or subscription. */
export interface MemberTransition extends Transition {
  /** The purchase or subscription, which is locked until the transaction ends; `undefined` if it no longer exists. */
  readonly aggregateId: bigint | undefined;
  /** Adds the transition and the consumer to every line. */
  readonly logger: Logger;
}

/** A consumer of transitions. Within one purchase or subscription its reactions run one after the other, in the order of publishing. */
export interface Consumer {
  /** Stable: it is stored with every reaction. `fulfilment`, `forward:crm`. */
  readonly name: string;
  readonly on: Reactions;
  /**
   * Does the same as `on` for a set of transitions, in the transaction that also records the ends of their reactions. It is for a
   * consumer that only writes to this database. A reaction that fails in a set runs again alone, through `on`.
   */
  readonly inSets?: (tx: Transaction, members: readonly MemberTransition[]) => Promise<void>;
  /** Time limit of one attempt, in milliseconds. */
  readonly deadlineMs?: number;
  /** For how long no attempt can run, in milliseconds; 0 if one can. Until then its jobs wait, which counts as no attempt. */
  readonly pausedForMs?: () => number;
}
