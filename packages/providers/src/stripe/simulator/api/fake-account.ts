import { API_VERSIONS, type Generation } from '../scenarios/objects.ts';
import { type Fields, inGeneration, type InvoiceLinks } from './generations.ts';
import { type StoredEvent, type World, worldAt } from './world.ts';

/** The events and objects of one account at Stripe. */
export interface FakeAccount {
  /** Adds the events of simulated deliveries. They are listed from the time that they happen, or later: `lateMs`. */
  readonly withDeliveries: (
    deliveries: readonly { readonly body: Buffer }[],
    options?: { readonly lateMs?: number },
  ) => void;
  /** Adds or replaces an object that no event is about. */
  readonly setObject: (object: Fields & { readonly id: string }) => void;
  /** `gone`: the API answers 404. `deleted`: it answers `{"id":…,"deleted":true}`. */
  readonly remove: (id: string, how?: 'gone' | 'deleted') => void;
}

export interface AccountState extends FakeAccount {
  /** The events that are listed now, the newest first. */
  readonly events: () => readonly StoredEvent[];
  /** An event as the list shows it. */
  readonly shown: (event: StoredEvent) => Fields;
  /** The objects of a kind, `payment_intent`, the newest first, in the current version of the API. */
  readonly objects: (kind: string) => readonly Fields[];
  /** One object in the current version; `deleted` and `gone` as it was removed. */
  readonly object: (id: string) => Fields | undefined;
  readonly belonging: World['belonging'];
}

/**
 * An account. It derives the current state of each object from the events about it that have happened.
 *
 * @param generation the version of the account, in which events are listed; as they were delivered if absent
 */
export function createFakeAccount(now: () => Date, generation: Generation | undefined): AccountState {
  const stored: StoredEvent[] = [];
  const ids = new Set<string>();
  const set = new Map<string, Fields>();
  const removed = new Map<string, 'gone' | 'deleted'>();
  let newest: readonly StoredEvent[] | undefined;
  let lastAppearsAt = 0;
  let known: { readonly seconds: number; readonly world: World } | undefined;

  const world = (): World => {
    const seconds = Math.floor(now().getTime() / 1000);
    if (known?.seconds !== seconds) known = { seconds, world: worldAt(seconds, { stored, set }) };
    return known.world;
  };
  return {
    withDeliveries: (deliveries, { lateMs = 0 } = {}) => {
      for (const { body } of deliveries) {
        const event = JSON.parse(body.toString('utf8')) as Fields & { id: string; created: number };
        const { id, created } = event;
        if (ids.has(id)) continue;
        ids.add(id);
        const appearsAt = created * 1000 + lateMs;
        lastAppearsAt = Math.max(lastAppearsAt, appearsAt);
        stored.push({ id, created, appearsAt, body: event });
      }
      newest = undefined;
      known = undefined;
    },
    setObject: (object) => {
      set.set(object.id, object);
      known = undefined;
    },
    remove: (id, how = 'gone') => {
      removed.set(id, how);
    },
    events: () => {
      newest ??= stored.toReversed().toSorted((a, b) => b.created - a.created);
      const time = now().getTime();
      return lastAppearsAt <= time ? newest : newest.filter(({ appearsAt }) => appearsAt <= time);
    },
    shown: ({ body }) => listed(body, generation, () => world().links),
    objects: (kind) => {
      const all = world().ofKind(kind);
      return removed.size === 0 ? all : all.filter(({ id }) => !removed.has(String(id)));
    },
    object: (id) => {
      if (removed.get(id) === 'deleted') return { id, deleted: true };
      return removed.has(id) ? undefined : world().object(id);
    },
    belonging: (owner) => world().belonging(owner),
  };
}

/** In the version of the account. */
function listed(body: Fields, generation: Generation | undefined, links: () => InvoiceLinks): Fields {
  const event = { ...body, pending_webhooks: 0 };
  if (generation === undefined || body['api_version'] === API_VERSIONS[generation]) return event;
  const { object, ...data } = body['data'] as { readonly object: Fields };
  return {
    ...event,
    api_version: API_VERSIONS[generation],
    data: { ...data, object: inGeneration(object, generation, links()) },
  };
}
