import type { CanonicalEvent } from '@payspool/events';
import { type Observation, observedState, type Span } from '@payspool/providers';
import type { DeliveryJob } from '@payspool/queue';
import { openAccess } from '../reading/access.ts';
import { refetchedJob } from '../reading/sweep.ts';
import type { StepContext } from '../operations/operation-kind.ts';
import { type MeaningfulObject, type ReadObject, readObject } from '../operations/read-object.ts';
import type { OpenUnit } from '../operations/units.ts';
import { windowsOf } from './windows.ts';

const DAY_MS = 86_400_000;

/** One list of the provider's API: the objects of a kind, or its events. */
export interface List {
  readonly name: string;
  readonly windows: readonly Span[];
  readonly read: (
    span: Span,
    page: string | undefined,
    context: StepContext,
  ) => Promise<{ readonly items: readonly Item[]; readonly next?: string | undefined }>;
}

/** The job of an item, or why there is none. */
export type Item =
  | {
      readonly job: DeliveryJob;
      readonly rowsAccount: string;
      /** When its state came about, by the provider's clock; unknown if it cannot be read. */
      readonly occurredAt?: Date | undefined;
      readonly isUnreadable?: true;
      /** For a state whose only time is that of the question: whether it is recorded is not seen by its key. */
      readonly untimed?: {
        readonly kind: string;
        readonly id: string;
        readonly events: readonly CanonicalEvent[];
      };
    }
  | Exclude<ReadObject['is'], 'meaningful' | 'unreadable'>;

/** What is read of each list. */
export interface ImportedSpan {
  /** ISO 8601. */
  readonly since: string;
  /** ISO 8601. */
  readonly until: string;
  /** When the import began, ISO 8601. */
  readonly asOf: string;
  /** Only these kinds of objects, and no events. */
  readonly kinds?: readonly string[] | undefined;
}

/** Objects first, because they show the purchases as they are; then the events that the provider still has. */
export function listsOf(
  { account, merchant }: OpenUnit,
  { since, until, asOf, kinds }: ImportedSpan,
): List[] {
  const { objects, events } = account.provider.reads ?? {};
  const unit = { account, merchant };
  const access = ({ db, io, signal, onCall }: StepContext) =>
    openAccess({ purpose: 'backfill', ...unit, db, io, signal, onCall });
  const from = new Date(since);
  const list = objects?.list;
  /** The end, or what the list surely has by now. */
  const toOf = (settleMs: number) => new Date(Math.min(Date.parse(until), Date.parse(asOf) - settleMs));
  const ofObjects = (list ? (objects?.listed ?? []) : [])
    .filter((kind) => kinds?.includes(kind) ?? true)
    .map((kind): List => ({
      name: kind,
      windows: windowsOf({ from, to: toOf(objects?.settleMs ?? 0) }),
      read: async (span, page, context) => {
        const found = await list?.({ kind, span, page }, access(context));
        const now = context.io.now();
        return {
          items: (found?.items ?? []).map((observation) => itemOf(observation, { now, asOf, ...unit })),
          next: found?.next,
        };
      },
    }));
  if (!events || kinds) return ofObjects;
  const reached = new Date(Date.parse(asOf) - events.reachesBackDays * DAY_MS);
  return [
    ...ofObjects,
    {
      name: 'events',
      windows: windowsOf({ from: from > reached ? from : reached, to: toOf(events.settleMs) }),
      read: async (span, page, context) => {
        const { items, next } = await events.list(span, page, access(context));
        const now = context.io.now();
        const rowsAccount = merchant ? `${account.name}/${merchant}` : account.name;
        return {
          // The oldest first: the fold of a purchase then goes on where it ended.
          items: items
            .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
            .map((event) => ({
              job: refetchedJob(event, { now, isImported: true, ...unit }),
              rowsAccount,
              occurredAt: event.createdAt,
            })),
          next,
        };
      },
    },
  ];
}

/** The number of windows of lists: the measure of progress. */
export const windowCount = (lists: readonly List[]): number =>
  lists.reduce((sum, { windows }) => sum + windows.length, 0);

function itemOf(
  observation: Observation,
  { now, asOf, ...unit }: OpenUnit & { readonly now: Date; readonly asOf: string },
): Item {
  const object = readObject(observation, { now, ...unit });
  if (object.is === 'meaningless' || object.is === 'elsewhere') return object.is;
  const { account, merchant } = unit;
  const own = merchant ? `${account.name}/${merchant}` : account.name;
  const { kind, id, body } = object;
  const job: DeliveryJob = {
    kind: 'event',
    source: 'observed',
    provider: account.provider.slug,
    account: account.name,
    mode: account.mode,
    // What cannot be read is recorded as failed, so that it can be replayed after a correction.
    eventKey: object.is === 'meaningful' ? keyOf(object, asOf) : unreadableKey(kind, id),
    type: object.is === 'meaningful' ? object.reading.type : kind,
    receivedAt: now,
    headers: {},
    body,
    isImported: true,
    ...(merchant ? { merchant } : {}),
  };
  if (object.is !== 'meaningful') return { job, rowsAccount: own, isUnreadable: true };
  const events = object.parts.flatMap((part) => part.events);
  return {
    job,
    rowsAccount: object.reading.account,
    occurredAt: lastOf(events),
    ...(isUntimed(object) && { untimed: { kind, id, events } }),
  };
}

/** Whether the time of the question is the only time of one of its events. Its key then ends with that time. */
const isUntimed = ({ eventKey }: MeaningfulObject): boolean => observedState(eventKey) !== eventKey;

/** The key of an untimed state has the time of the import, so that it is the same if a page is read again. */
const keyOf = (object: MeaningfulObject, asOf: string): string =>
  isUntimed(object)
    ? `${observedState(object.eventKey)}@${Math.floor(Date.parse(asOf) / 1000)}`
    : object.eventKey;

/** Printable ASCII, as a key must be. */
const unreadableKey = (kind: string, id: string): string =>
  `${kind}:${id}`.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, 240) + ':unreadable';

/** When the latest of events happened. */
const lastOf = (events: readonly CanonicalEvent[]): Date | undefined => {
  const last = events
    .map(({ occurredAt }) => occurredAt)
    .toSorted()
    .at(-1);
  return last === undefined ? undefined : new Date(last);
};
