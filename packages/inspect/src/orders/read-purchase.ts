import type { Reader } from '@payspool/db/reader';
import { changeFrom, type StoredChange } from '../meaning/index.ts';
import type { Cursor } from '../page.ts';
import { type Expectation, expectationsOf } from './expectations.ts';
import { grouped } from './grouped.ts';
import type { OrderRow, PurchaseName, SubscriptionRow } from './purchase-row.ts';
import {
  aliasesStatement,
  changesStatement,
  driftStatement,
  eventsStatement,
  operationsStatement,
  partsStatement,
  rowStatement,
  transitionsStatement,
} from './purchase-statements.ts';
import {
  type StoredEvent,
  type StoryEntry,
  storyOf,
  type StoryReaction,
  type StoryTransition,
} from './story.ts';

export type PurchaseRow = OrderRow | SubscriptionRow;

/** A payment, refund or dispute of a purchase. */
export interface Part {
  readonly kind: 'payment' | 'refund' | 'dispute';
  readonly ref: string;
  /** Of a payment its order or subscription, of a refund or dispute its payment. */
  readonly of: string | null;
  readonly status: string;
  readonly providerStatus: string | null;
  /** The provider's code for a failure, or the reason that it states. */
  readonly reason: string | null;
  readonly currency: string | null;
  readonly exponent: number | null;
  readonly amountMinor: bigint | null;
  /** Of a payment; otherwise null. */
  readonly refundedMinor: bigint | null;
  readonly chargedBackMinor: bigint | null;
  readonly occurredAt: Date;
  /** When the provider is asked about it again. */
  readonly askedAgainAt: Date | null;
}

/** A row of `entitlements`. */
interface PurchaseEntitlement {
  readonly status: string;
  readonly reason: string | null;
  readonly item: string | null;
  readonly validUntil: Date | null;
  readonly grantedAt: Date | null;
  readonly revokedAt: Date | null;
}

interface PurchaseDrift {
  readonly objectKind: string;
  readonly objectId: string;
  readonly class: string;
  readonly remedy: string;
  readonly foundAt: Date;
  readonly seenAt: Date;
}

interface PurchaseOperation {
  readonly id: bigint;
  readonly kind: string;
  readonly isRehearsal: boolean;
  readonly status: string;
  readonly requestedBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** All that is known about one order or subscription. */
export interface Purchase {
  readonly row: PurchaseRow;
  /** Null if the consumer `fulfilment` has written none. */
  readonly entitlement: PurchaseEntitlement | null;
  /** Until then nothing is published, because the merchant's id is missing. */
  readonly heldUntil: Date | null;
  /** Payments, refunds and disputes by time; at most `MOST_PARTS` of each, the newest. */
  readonly parts: readonly Part[];
  /** Every id that leads here; at most `MOST_ALIASES`. */
  readonly aliases: readonly { readonly kind: string; readonly ref: string }[];
  /** A page of its events in the provider's order of time, the oldest first. */
  readonly story: readonly StoryEntry[];
  /** The place of the next page of older events; `undefined` if there are none. */
  readonly older: Cursor | undefined;
  /** The number of all its events. */
  readonly events: bigint;
  /** Open differences from what the provider's API shows. */
  readonly drift: readonly PurchaseDrift[];
  /** Operations that name one of its ids, the newest first. */
  readonly operations: readonly PurchaseOperation[];
  /** What should come next; empty on a page of older events. */
  readonly expected: readonly Expectation[];
}

export const MOST_PARTS = 200;
export const MOST_ALIASES = 500;
/** Events on a page of a story. */
const STORY_PAGE = 200;
const MOST_TRANSITIONS = 500;

interface RowExtras {
  readonly dueAt: Date | null;
  readonly heldUntil: Date | null;
  readonly askedAgainAt: Date | null;
  readonly entitlementStatus: string | null;
  readonly entitlementReason: string | null;
  readonly entitlementItem: string | null;
  readonly entitlementValidUntil: Date | null;
  readonly grantedAt: Date | null;
  readonly revokedAt: Date | null;
}

/**
 * Reads one order or subscription with its story in eight statements, however many events it has.
 *
 * @returns `undefined` if there is no such row
 */
export async function readPurchase(
  reader: Reader,
  name: PurchaseName,
  {
    now,
    older,
    limit = STORY_PAGE,
  }: { readonly now: Date; readonly older?: Cursor | undefined; readonly limit?: number },
): Promise<Purchase | undefined> {
  const [found] = await reader.query<Omit<PurchaseRow, 'kind'> & RowExtras>(rowStatement(name));
  if (!found) return undefined;
  const { aggregateId } = found;
  const [parts, aliases, events] = await Promise.all([
    reader.query<Part>(partsStatement(aggregateId, MOST_PARTS)),
    reader.query<{ kind: string; ref: string }>(aliasesStatement(aggregateId, MOST_ALIASES)),
    reader.query<StoredEvent>(eventsStatement(aggregateId, older, limit + 1)),
  ]);
  const shown = events.slice(0, limit);
  const keys = shown.map(({ eventKey }) => eventKey);
  const refs = [...new Set([name.ref, ...aliases.map(({ ref }) => ref)])];
  const [changes, transitions, drift, operations] = await Promise.all([
    reader.query<StoredChange>(changesStatement(aggregateId, keys)),
    reader.query<TransitionRow>(transitionsStatement(aggregateId, keys, MOST_TRANSITIONS)),
    reader.query<PurchaseDrift>(driftStatement(name, refs)),
    reader.query<PurchaseOperation>(operationsStatement(refs)),
  ]);
  const { row, entitlement, dueAt, heldUntil, askedAgainAt } = readRow(name, found);
  const published = transitionsIn(transitions);
  const last = shown.at(-1);
  return {
    row,
    entitlement,
    heldUntil,
    parts,
    aliases,
    story: storyOf({ events: shown, changes: changes.map(changeFrom), transitions: published }),
    older: last && events.length > limit ? { at: last.at, id: String(last.id) } : undefined,
    events: events[0]?.total ?? 0n,
    drift,
    operations,
    expected: older ? [] : expectationsOf({ row, parts, transitions: published, dueAt, askedAgainAt, now }),
  };
}

function readRow({ kind }: PurchaseName, found: Omit<PurchaseRow, 'kind'> & RowExtras) {
  const {
    dueAt,
    heldUntil,
    askedAgainAt,
    entitlementStatus,
    entitlementReason,
    entitlementItem,
    entitlementValidUntil,
    grantedAt,
    revokedAt,
    ...row
  } = found;
  const entitlement: PurchaseEntitlement | null =
    entitlementStatus === null
      ? null
      : {
          status: entitlementStatus,
          reason: entitlementReason,
          item: entitlementItem,
          validUntil: entitlementValidUntil,
          grantedAt,
          revokedAt,
        };
  return { row: { kind, ...row } as PurchaseRow, entitlement, dueAt, heldUntil, askedAgainAt };
}

/** A transition with one of its reactions, or with none. */
type TransitionRow = Omit<StoryTransition, 'reactions'> &
  (StoryReaction | { readonly [Key in keyof StoryReaction]: null });

function transitionsIn(rows: readonly TransitionRow[]): StoryTransition[] {
  return [...grouped(rows, ({ id }) => id).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const {
      consumer: _c,
      status: _s,
      attempts: _a,
      startedAt: _st,
      finishedAt: _f,
      error: _e,
      ...transition
    } = first;
    const reactions = group.flatMap((row) =>
      row.consumer === null
        ? []
        : [
            {
              consumer: row.consumer,
              status: row.status,
              attempts: row.attempts,
              startedAt: row.startedAt,
              finishedAt: row.finishedAt,
              error: row.error,
            },
          ],
    );
    return [{ ...transition, reactions }];
  });
}
