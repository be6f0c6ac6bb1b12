import type { FakeApi, FakeRequest, FakeResponse } from '../../simulator/fake-api.ts';
import type { SimulatedDelivery } from '../../simulator/contract.ts';

type Entity = Readonly<Record<string, unknown>>;

/** The states of an object, each from its time on. */
interface Version {
  readonly entity: Entity;
  readonly from: Date;
}

/** A fake of PaymentKit's API. It answers from the objects that it was given. */
export interface PaymentKitFake extends FakeApi {
  /** Every request, in order. */
  readonly asked: readonly FakeRequest[];
  /** Shows an object (`checkout-sessions`, `webhook-endpoints` …) from its `updated_at` or from `from` on. */
  readonly put: (collection: string, entity: Entity, from?: Date) => void;
  readonly remove: (collection: string, id: string) => void;
  /** Shows the objects of deliveries, each state from the time of its event on: also those of deliveries that are never sent. */
  readonly withDeliveries: (deliveries: readonly SimulatedDelivery[]) => void;
}

/** The collection of an event's object, by the beginning of the event's type. */
const COLLECTIONS: readonly (readonly [type: string, collection: string])[] = [
  ['checkout.session.', 'checkout-sessions'],
  ['payment_intent.', 'payment-intents'],
  ['invoice.', 'invoices'],
  ['refund.', 'refunds'],
  ['customer.subscription.', 'subscriptions'],
];
const PATH = /^\/api\/([a-z-]+)(?:\/([\w-]+))?$/;
const ENDPOINTS = 'webhook-endpoints';
const FILTERS = ['status', 'customer_id', 'subscription_id', 'invoice_id', 'payment_intent_id'];

/** Every request needs `Authorization: Bearer <accessKey>`. `skewMs` is by how much its clock is wrong. */
export function createFakeApi({
  now,
  accessKey = 'access_key_of_the_fake',
  faults = {},
  skewMs = 0,
}: {
  readonly now: () => Date;
  readonly accessKey?: string;
  /** Answers a request in place of the fake: 429, 5xx. `n` is 1 at the first request. */
  readonly faults?: { readonly at?: (request: FakeRequest, n: number) => FakeResponse | undefined };
  readonly skewMs?: number;
}): PaymentKitFake {
  /** By collection and id. */
  const objects = new Map<string, Version[]>();
  const asked: FakeRequest[] = [];
  const keyOf = (collection: string, id: unknown) => `${collection} ${String(id)}`;

  const put: PaymentKitFake['put'] = (collection, entity, from = changedAt(entity)) => {
    const key = keyOf(collection, entity['id']);
    const versions = [...(objects.get(key) ?? []), { entity, from }];
    objects.set(
      key,
      versions.toSorted((a, b) => a.from.getTime() - b.from.getTime()),
    );
  };
  const current = (collection: string): Entity[] =>
    [...objects]
      .filter(([key]) => key.startsWith(keyOf(collection, '')))
      .flatMap(([, versions]) => versions.findLast(({ from }) => from <= now()) ?? [])
      .map(({ entity }) => entity);

  const answerTo = (request: FakeRequest): FakeResponse => {
    if (request.headers['authorization'] !== `Bearer ${accessKey}`)
      return json(403, { error: { code: 'forbidden' } });
    const [, collection, id] = PATH.exec(request.path) ?? [];
    if (collection === undefined) return notFound();
    const found = current(collection);
    const known = found.find((entity) => entity['id'] === id);
    if (request.method === 'GET' && id === undefined) return page(request, found);
    if (request.method === 'GET') return known ? json(200, known) : notFound();
    if (collection !== ENDPOINTS) return notFound();
    return changeEndpoint(request, { id, known, count: found.length });
  };
  const changeEndpoint = (
    { method, body }: FakeRequest,
    {
      id,
      known,
      count,
    }: { readonly id: string | undefined; readonly known: Entity | undefined; readonly count: number },
  ): FakeResponse => {
    const updated = { updated_at: now().toISOString() };
    if (method === 'POST' && id === undefined) {
      const made = { id: `we_${count + 1}`, api_version: '2023-09-05', created_at: now().toISOString() };
      return saved({ status: 'enabled', ...fieldsIn(body), ...made, ...updated });
    }
    if (!known) return notFound();
    if (method === 'PUT') return saved({ ...known, ...fieldsIn(body), ...updated });
    if (method !== 'DELETE') return notFound();
    objects.delete(keyOf(ENDPOINTS, id));
    return json(200, known);
  };
  const saved = (endpoint: Entity): FakeResponse => {
    put(ENDPOINTS, endpoint, now());
    return json(200, endpoint);
  };

  return {
    asked,
    put,
    remove: (collection, id) => {
      objects.delete(keyOf(collection, id));
    },
    withDeliveries: (deliveries) => {
      for (const { type, body, occurredAt } of deliveries) {
        const collection = COLLECTIONS.find(([start]) => type.startsWith(start))?.[1];
        const { data } = JSON.parse(body.toString('utf8')) as { readonly data: { readonly object: Entity } };
        if (collection !== undefined) put(collection, data.object, occurredAt);
      }
    },
    answer: (request) => {
      asked.push(request);
      const response = faults.at?.(request, asked.length) ?? answerTo(request);
      const date = new Date(now().getTime() + skewMs).toUTCString();
      return { ...response, headers: { date, ...response.headers } };
    },
  };
}

/** A page of a list, sorted as `order` says: `updated_at:DESC`, otherwise by the creation, the newest first. */
function page({ query }: FakeRequest, all: readonly Entity[]): FakeResponse {
  const [field = 'created_at', direction = 'DESC'] = query.get('order')?.split(':') ?? [];
  const [number, size] = [Number(query.get('page') ?? 1), Number(query.get('pageSize') ?? 20)];
  const textOf = (entity: Entity) => wordIn(entity[field]);
  const sorted = all
    .filter((entity) => matches(entity, query))
    .toSorted((a, b) => compare(textOf(a), textOf(b)) * (direction === 'ASC' ? 1 : -1));
  return json(200, { count: sorted.length, list: sorted.slice((number - 1) * size, number * size) });
}

const matches = (entity: Entity, query: URLSearchParams): boolean =>
  FILTERS.every((filter) => query.get(filter) === null || entity[filter] === query.get(filter)) &&
  (entity['livemode'] === undefined || entity['livemode'] === (query.get('livemode') === 'true'));

const wordIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const fieldsIn = (body: string) => JSON.parse(body) as Entity;
const changedAt = (entity: Entity): Date =>
  new Date(wordIn(entity['updated_at']) || wordIn(entity['created_at']));
const json = (status: number, value: unknown): FakeResponse => ({ status, body: JSON.stringify(value) });
const notFound = (): FakeResponse => json(404, { error: { code: 'not_found' } });
