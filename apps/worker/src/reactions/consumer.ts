import type { Database, Transaction } from '@payspool/db';
import type { Payload, StoredRecord, Topic } from '@payspool/events';
import type { Logger } from '@payspool/runtime';

/** Something that happened to an order, payment or subscription, as it was told in the transaction that made it so. */
export interface Transition<T extends Topic = Topic> {
  readonly topic: T;
  /** Typed by the topic, in the current version; amounts are `bigint` minor units. */
  readonly payload: Payload<T>;
  /** The JSON as it was written, of the version that it names: an older one may lack fields that `payload` has. */
  readonly stored: StoredRecord;
  /** The same at every attempt, and for no other transition: what tells a repeat. */
  readonly idempotencyKey: string;
  /** Of one purchase or subscription, the later transition has the higher number. */
  readonly id: bigint;
}

export interface ReactionContext {
  readonly db: Database;
  /** Names the transition and the consumer in every line. */
  readonly logger: Logger;
  /** Aborted at the deadline, and when the worker has to go: whatever takes a signal should be given this one. */
  readonly signal: AbortSignal;
  /** 1 for the first. */
  readonly attempt: number;
}

/**
 * What is done about one transition. Runs at least once: again after an error, and after a crash.
 * What it throws is kept as the reason, so no payload in messages.
 */
export type Reaction<T extends Topic> = (
  transition: Transition<T>,
  context: ReactionContext,
) => Promise<void>;

export type Reactions = { readonly [T in Topic]?: Reaction<T> };

/** A transition that shares a transaction with others, each of another purchase or subscription. */
export interface MemberTransition extends Transition {
  /** The purchase or subscription, which stays as it is until the transaction ends; `undefined` where there is none any more. */
  readonly aggregateId: bigint | undefined;
  /** Names the transition and the consumer in every line. */
  readonly logger: Logger;
}

/** One who reacts. Of one purchase or subscription its reactions run one after the other, in the order of telling. */
export interface Consumer {
  /** Stable: it is stored with every reaction. `fulfilment`, `forward:crm`. */
  readonly name: string;
  readonly on: Reactions;
  /**
   * Does the same as `on` for a set of transitions, in the transaction in which their reactions end: for a consumer that does nothing but
   * write to this database. What fails in a set runs alone, through `on`.
   */
  readonly inSets?: (tx: Transaction, members: readonly MemberTransition[]) => Promise<void>;
  /** How long one attempt may take, milliseconds. */
  readonly deadlineMs?: number;
}
