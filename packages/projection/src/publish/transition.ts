import type { Topic, TransitionSubject } from '@payspool/events';
import type { Snapshot } from '../fold/aspects/snapshots.ts';

/** A published change of one order, payment, subscription or refund, before it becomes an outbox row. */
export type Transition = {
  readonly topic: Topic;
  readonly subject: TransitionSubject;
  /** Counts the transitions of this topic for this subject, from 1. */
  readonly occurrence: number;
  /** The time by the provider's clock. */
  readonly at: string;
  readonly eventKey: string;
} & ({ readonly snapshot: Snapshot } | { readonly movedTo: TransitionSubject | null });
