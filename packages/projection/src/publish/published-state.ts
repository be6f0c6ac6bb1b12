import type { Prisma } from '@payspool/db';
import type { SubjectKind, Topic } from '@payspool/events';
import { compareText } from '../fold/history.ts';

/** The state of one order, payment, subscription or refund that was published last. Stored as JSON with its aggregate. */
export interface PublishedSubject {
  readonly kind: SubjectKind;
  /** Its reference when it was first published. It keeps this name in the outbox. */
  readonly ref: string;
  /** The provider's name for it now. */
  readonly currentRef: string;
  /** Whether a transition was published, and the subject was not withdrawn since. */
  readonly isPublished: boolean;
  /** The version of the aspects in which the values are. */
  readonly version: number;
  /** The published value of each aspect; an absent value is `''`. Empty after the subject was withdrawn. */
  readonly values: Readonly<Record<string, string>>;
  /** How often each topic was published for it. */
  readonly counts: Partial<Readonly<Record<Topic, number>>>;
}

export type PublishedState = readonly PublishedSubject[];

/** Decodes the stored published state; `null` means that nothing was published. */
export const decodePublished = (stored: unknown): PublishedState => (stored ?? []) as PublishedState;

/** The inverse of `decodePublished`. */
export const encodePublished = (publishedState: PublishedState): Prisma.InputJsonArray =>
  publishedState as unknown as Prisma.InputJsonArray;

const KINDS: readonly SubjectKind[] = ['payment', 'order', 'subscription', 'refund'];

/** The order in which withdrawals of one event are published. It does not depend on how the published state is stored. */
export const compareSubjects = (a: PublishedSubject, b: PublishedSubject): number =>
  KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
  compareText(a.currentRef, b.currentRef) ||
  compareText(a.ref, b.ref);

export const isPublishedSubject = ({ isPublished }: PublishedSubject): boolean => isPublished;
