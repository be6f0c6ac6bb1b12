import type { Prisma } from '@payspool/db';
import type { SubjectKind, Topic } from '@payspool/events';

/** What the outbox has told of one order, payment or subscription so far. Kept as JSON with its purchase or subscription. */
export interface ToldSubject {
  readonly kind: SubjectKind;
  /** Its reference when it was first told of: its name in the outbox, for good. */
  readonly ref: string;
  /** The provider's name for it now. */
  readonly called: string;
  /** Whether anybody has heard of it, and not yet that it is withdrawn. */
  readonly heard: boolean;
  /** In whose facets the values are. */
  readonly version: number;
  /** Where each facet stood; absent is `''`. Empty once it was withdrawn. */
  readonly values: Readonly<Record<string, string>>;
  /** How often each topic was told of it. */
  readonly counts: Partial<Readonly<Record<Topic, number>>>;
}

export type Told = readonly ToldSubject[];

/** `null`: nothing was told yet. What names no version was written before there was a second one. */
export const decodeTold = (stored: unknown): Told =>
  ((stored ?? []) as Told).map((subject) => ({ ...subject, version: subject.version ?? 1 }));

/** The inverse of `decodeTold`. */
export const encodeTold = (told: Told): Prisma.InputJsonArray => told as unknown as Prisma.InputJsonArray;

export const isHeardOf = ({ heard }: ToldSubject): boolean => heard;
