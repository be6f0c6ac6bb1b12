import type { CanonicalEvent } from '@payspool/events';
import type { ChangeKey } from './changes.ts';
import type { RecordedEvent } from './history.ts';
import type { Before, LastInstant } from './last-instant.ts';
import type { PeriodFacts } from './paid-periods.ts';
import type { PlacedHistory } from './placed-history.ts';
import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';
import type { ChangeRow } from './rows.ts';
import type { State, StateHead } from './state.ts';
import { readFacts, storedFacts, type StoredFacts } from './stored-facts.ts';
import type { SubscriptionFacts } from './subscription.ts';
import type { LinkFacts } from './links.ts';
import type { View } from './view.ts';

/** Everything that a fold knows after its last event: enough to continue with events of that time or later. */
export interface SavedFold {
  readonly links: LinkFacts;
  readonly state: State;
  /** Absent before the first event, and if the last instant has too many events. */
  instant?: LastInstant | undefined;
  /** The instants before the last one, earliest first and without gaps. Only in a fold in memory; never stored. */
  earlier?: LastInstant[] | undefined;
  /** All events in their places. Only in a fold in memory; never stored. */
  history?: PlacedHistory | undefined;
  /** The changes of orders and subscriptions by `changeName`. Only in a fold in memory; never stored. */
  noted?: Map<string, ChangeRow> | undefined;
  /** Everything that is derived from the state. Never stored. */
  view?: View | undefined;
}

/**
 * A saved fold as JSON: maps are lists of pairs, amounts are digits. Empty lists are left out, and so are values that an
 * instant did not change.
 */
export interface StoredFold {
  readonly links: Omit<LinkFacts, 'paymentNames' | 'subscriptionsOfInvoices' | 'subscriptionRefs'> & {
    readonly paymentNames?: Pairs<string> | undefined;
    readonly subscriptionsOfInvoices?: Pairs<string> | undefined;
    readonly subscriptionRefs?: readonly string[] | undefined;
  };
  readonly state: StoredHead & StoredEntries & { readonly paidPeriods?: Pairs<PeriodFacts[]> | undefined };
  readonly instant?:
    | {
        readonly events: readonly (Omit<RecordedEvent, 'event'> & {
          readonly event: StoredFacts<CanonicalEvent>;
        })[];
        readonly before: Omit<StoredHead, 'order' | 'inferred'> &
          Partial<Pick<StoredHead, 'order' | 'inferred'>> &
          StoredEntries & {
            readonly periods?: readonly Before['periods'][number][] | undefined;
          };
        readonly changes?: readonly ChangeKey[] | undefined;
      }
    | undefined;
}
type Pairs<Value> = readonly (readonly [string, Value])[];
type StoredHead = Omit<StateHead, 'order'> & { readonly order: StoredFacts<StateHead['order']> };
/** `null` in the values before an instant: there was no such value. */
interface StoredEntries {
  readonly payments?: Pairs<StoredFacts<PaymentFacts> | null> | undefined;
  readonly refunds?: Pairs<StoredFacts<RefundFacts> | null> | undefined;
  readonly disputes?: Pairs<StoredFacts<DisputeFacts> | null> | undefined;
  readonly subscriptions?: Pairs<SubscriptionFacts | null> | undefined;
}

/**
 * Converts everything that is stored to JSON values. They share objects with the fold, so write them at once. Store
 * `FOLD_VERSION` beside them.
 */
const storedFold = ({ links, state, instant }: SavedFold): StoredFold => ({
  links: {
    ...links,
    // Links are collected in the order of arrival. The stored form must not depend on it.
    paymentNames: listed([...links.paymentNames].toSorted(byKey)),
    subscriptionsOfInvoices: listed([...links.subscriptionsOfInvoices].toSorted(byKey)),
    subscriptionRefs: listed(links.subscriptionRefs),
  },
  state: {
    ...storedHead(state),
    ...storedEntries(state),
    paidPeriods: listed([...state.paidPeriods].filter(([, periods]) => periods.length > 0).toSorted(byKey)),
  },
  instant: instant && {
    events: instant.events.map(({ eventKey, index, event }) => ({
      eventKey,
      index,
      event: storedFacts(event),
    })),
    before: {
      ...storedHead(instant.before),
      ...(isSame(storedFacts(instant.before.order), storedFacts(state.order)) && { order: undefined }),
      ...(isSame(instant.before.inferred, state.inferred) && { inferred: undefined }),
      ...storedEntries(instant.before),
      periods: listed(instant.before.periods),
    },
    changes: listed(instant.changes),
  },
});

/** The inverse of `encodeFoldText`, for text of the same `FOLD_VERSION`. */
export function decodeFoldText(text: string): SavedFold {
  const { links, state: stored, instant } = JSON.parse(text) as StoredFold;
  const state: State = {
    ...readHead(stored),
    ...readEntries(stored),
    paidPeriods: new Map(stored.paidPeriods),
  } as State;
  return {
    links: {
      ...links,
      paymentNames: new Map(links.paymentNames),
      subscriptionsOfInvoices: new Map(links.subscriptionsOfInvoices),
      subscriptionRefs: [...(links.subscriptionRefs ?? [])],
    },
    state,
    ...(instant && {
      instant: {
        events: instant.events.map(({ event, ...recorded }) => ({
          ...recorded,
          event: readFacts<CanonicalEvent>(event),
        })),
        before: { ...readBefore(instant.before, state), ...readEntries(instant.before) },
        changes: [...(instant.changes ?? [])],
      },
    }),
  };
}

function readBefore(
  { order, inferred, periods, ...head }: NonNullable<StoredFold['instant']>['before'],
  state: State,
) {
  return {
    ...head,
    order: order ? readFacts<StateHead['order']>(order) : { ...state.order },
    inferred: inferred ?? { ...state.inferred },
    periods: [...(periods ?? [])],
  };
}

const isSame = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

const listed = <Value>(list: readonly Value[]): readonly Value[] | undefined =>
  list.length > 0 ? list : undefined;

/** Returns the saved fold as JSON text. */
export const encodeFoldText = (saved: SavedFold): string => JSON.stringify(storedFold(saved));
/** Returns the saved fold as a JSON value that shares no object with it. */
export const encodeFold = (saved: SavedFold): unknown => JSON.parse(encodeFoldText(saved));
export const decodeFold = (json: unknown): SavedFold => decodeFoldText(JSON.stringify(json));

interface Entries {
  readonly payments: ReadonlyMap<string, PaymentFacts | undefined>;
  readonly refunds: ReadonlyMap<string, RefundFacts | undefined>;
  readonly disputes: ReadonlyMap<string, DisputeFacts | undefined>;
  readonly subscriptions: ReadonlyMap<string, SubscriptionFacts | undefined>;
}

const storedHead = ({ step, firstAt, lastAt, order, inferred }: StateHead): StoredHead => ({
  step,
  firstAt,
  lastAt,
  order: storedFacts(order),
  inferred,
});
const readHead = ({ step, firstAt, lastAt, order, inferred }: StoredHead): StateHead => ({
  step,
  firstAt,
  lastAt,
  order: readFacts<StateHead['order']>(order),
  inferred,
});

const storedEntries = ({ payments, refunds, disputes, subscriptions }: Entries): StoredEntries => ({
  payments: listed(pairs(payments)),
  refunds: listed(pairs(refunds)),
  disputes: listed(pairs(disputes)),
  subscriptions: listed([...subscriptions].map(([ref, facts]) => [ref, facts ?? null] as const)),
});
const readEntries = ({ payments = [], refunds = [], disputes = [], subscriptions = [] }: StoredEntries) => ({
  payments: mapOf<PaymentFacts>(payments),
  refunds: mapOf<RefundFacts>(refunds),
  disputes: mapOf<DisputeFacts>(disputes),
  subscriptions: new Map(subscriptions.map(([ref, facts]) => [ref, facts ?? undefined])),
});

const pairs = <Facts extends object>(
  entries: ReadonlyMap<string, Facts | undefined>,
): Pairs<StoredFacts<Facts> | null> =>
  Array.from(entries, ([ref, facts]) => [ref, facts ? storedFacts(facts) : null] as const);
const mapOf = <Facts extends object>(
  entries: Pairs<StoredFacts<Facts> | null>,
): Map<string, Facts | undefined> =>
  new Map(entries.map(([ref, facts]) => [ref, facts ? readFacts<Facts>(facts) : undefined]));

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
