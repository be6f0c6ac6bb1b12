import type { Payload, Topic } from '@payspool/events';

export type { Payload, Topic } from '@payspool/events';

/** One published change of an order, payment, subscription or refund. `topic` decides the type of `payload`. */
export type Transition<T extends Topic = Topic> = {
  readonly [One in T]: {
    readonly topic: One;
    /** The order, payment or subscription at the time of publishing. Amounts are `bigint` in minor units. */
    readonly payload: Payload<One>;
    /** The same at every attempt, and different for every other transition. Pass it to every service that you call. */
    readonly idempotencyKey: string;
    /** Within one purchase or subscription, a later transition has a higher number. */
    readonly id: bigint;
  };
}[T];

export interface ReactionContext {
  /** Aborted at the deadline of the attempt, and when the worker stops. Pass it to every call that accepts a signal. */
  readonly signal: AbortSignal;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
}

/** The work for the transitions of some topics. */
export interface Reaction<T extends Topic = Topic> {
  /** Stable and unique: it is stored with every attempt. Small letters, digits, `-` and `_`: `ship-order`. */
  readonly name: string;
  readonly topics: readonly T[];
  /** Time limit of one attempt in milliseconds, from 100 to 600,000. The default is `REACTION_DEADLINE_MS`. */
  readonly deadlineMs?: number;
  /**
   * Runs at least once for each transition, and again after an error or a crash. The message of a thrown error is stored as the
   * reason and shown, so it must not contain a payload.
   *
   * @throws {ReactionRefusedError} if a retry cannot help
   * @throws {ReactionPostponedError} if the next attempt must not come before some time
   */
  readonly run: (transition: Transition<T>, context: ReactionContext) => Promise<void>;
}

/** Declares a reaction. A module exports it, or an array of several, as its default. */
export const defineReaction = <const T extends Topic>(reaction: Reaction<T>): Reaction<T> => reaction;
