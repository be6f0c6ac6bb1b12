import type { Part, PurchaseRow } from './read-purchase.ts';
import type { StoryTransition } from './story.ts';

/** What should come next. `at` may be past: then it is overdue. */
export type Expectation =
  | { readonly what: ExpectedByTime; readonly at: Date; readonly reason?: string | null }
  /** A payment that is not final, a refund that is not paid out, a dispute without a decision. */
  | { readonly what: 'part'; readonly part: Part }
  /** A reaction that has not ended. */
  | {
      readonly what: 'reaction';
      readonly outboxId: bigint;
      readonly topic: string;
      readonly consumer: string;
      readonly status: string;
      readonly attempts: number;
      readonly error: string | null;
    }
  /** A transition without reactions yet. */
  | { readonly what: 'dispatch'; readonly outboxId: bigint; readonly topic: string };

type ExpectedByTime =
  | 'start'
  | 'trial end'
  | 'renewal'
  | 'cancellation'
  | 'collection'
  | 'access end'
  | 'publishing'
  | 'question';

const OPEN: ReadonlySet<string> = new Set([
  'payment pending',
  'payment authorized',
  'refund pending',
  'dispute opened',
]);
const RENEWING: ReadonlySet<string> = new Set(['active', 'trialing', 'past_due']);

/** What is expected of a purchase after `now`, the soonest first. */
export function expectationsOf({
  row,
  parts,
  transitions,
  dueAt,
  askedAgainAt,
  now,
}: {
  readonly row: PurchaseRow;
  readonly parts: readonly Part[];
  readonly transitions: readonly StoryTransition[];
  /** When something is published without a further event. */
  readonly dueAt: Date | null;
  readonly askedAgainAt: Date | null;
  readonly now: Date;
}): Expectation[] {
  const asked = [askedAgainAt, ...parts.map((part) => part.askedAgainAt)]
    .filter((at) => at !== null)
    .toSorted((a, b) => a.getTime() - b.getTime());
  const timed: [ExpectedByTime, Date | null | undefined, (string | null)?][] = [
    ...(row.kind === 'subscription' ? ofSubscription(row, now) : []),
    ['publishing', dueAt],
    ['question', asked[0]],
  ];
  return [
    ...timed
      .flatMap(([what, at, reason]) => (at ? [{ what, at, ...(reason !== undefined && { reason }) }] : []))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    ...parts
      .filter(({ kind, status }) => OPEN.has(`${kind} ${status}`))
      .map((part) => ({ what: 'part', part }) as const),
    ...transitions.flatMap(ofTransition),
  ];
}

type Timed = [ExpectedByTime, Date | null, (string | null)?];

function ofSubscription(row: Extract<PurchaseRow, { kind: 'subscription' }>, now: Date): Timed[] {
  const isOver = row.status === 'canceled' || row.status === 'expired';
  const future = (at: Date | null): Date | null => (at && at > now ? at : null);
  return [
    ['start', future(row.startsAt)],
    ['trial end', row.status === 'trialing' ? row.trialEnd : null],
    [
      'renewal',
      RENEWING.has(row.status) && !isBefore(row.cancelAt, row.currentPeriodEnd) ? row.currentPeriodEnd : null,
    ],
    ['cancellation', isOver ? null : row.cancelAt],
    ['collection', row.collectionPaused ? row.collectionResumesAt : null],
    ['access end', future(row.validUntil), row.accessEndReason],
  ];
}

const isBefore = (at: Date | null, other: Date | null): boolean =>
  at !== null && other !== null && at <= other;

function ofTransition({ id, topic, dispatchedAt, reactions }: StoryTransition): Expectation[] {
  if (dispatchedAt === null) return [{ what: 'dispatch', outboxId: id, topic }];
  return reactions
    .filter(({ status }) => status === 'waiting' || status === 'ready' || status === 'queued')
    .map(({ consumer, status, attempts, error }) => ({
      what: 'reaction',
      outboxId: id,
      topic,
      consumer,
      status,
      attempts,
      error,
    }));
}
