import type { FakeApi, FakeRequest, FakeResponse } from '../../simulator/fake-api.ts';
import type { SimulatedDelivery } from '../../simulator/contract.ts';
import { answerAboutWebhooks, type FakeWebhooks, json, refused } from './fake-webhooks.ts';

type Entity = Readonly<Record<string, unknown>>;

/** The states of an object, each from its time on. */
interface Version {
  readonly entity: Entity;
  /** Unix seconds from which on the API shows it. */
  readonly from: number;
}

/** A fake of Razorpay's API. It answers from the objects that it was given, as the documentation says. */
export interface RazorpayFake extends FakeApi {
  /** Every request, in order. */
  readonly asked: readonly FakeRequest[];
  readonly webhooks: FakeWebhooks;
  /** Shows an object, from its `created_at` or from `from` on; of a sub-merchant if `account` names one. */
  readonly put: (
    kind: string,
    entity: Entity,
    more?: { readonly from?: number; readonly account?: string },
  ) => void;
  readonly remove: (kind: string, id: string) => void;
  /** Shows the objects of deliveries, each state from the time of its event on: also those of deliveries that are never sent. */
  readonly withDeliveries: (deliveries: readonly SimulatedDelivery[]) => void;
}

/** Answers a request in place of the fake: 429, 5xx. `n` is 1 at the first request. */
export interface Faults {
  readonly at?: (request: FakeRequest, n: number) => FakeResponse | undefined;
}

const LISTED: Readonly<Record<string, string>> = {
  '/v1/payments': 'payment',
  '/v1/orders': 'order',
  '/v1/refunds': 'refund',
  '/v1/disputes': 'dispute',
  '/v1/subscriptions': 'subscription',
  '/v1/invoices': 'invoice',
};
const ONE = /^(\/v1\/(?:payments|orders|refunds|disputes|subscriptions|invoices))\/(\w+)$/;
const PARTS = /^\/v1\/(orders|payments)\/(\w+)\/(payments|refunds)$/;
const KINDS = Object.values(LISTED);

/** Objects with any other key than `keyId:keySecret` are refused. `skewMs` is by how much its clock is wrong. */
export function createFakeApi({
  now,
  keyId = 'rzp_test_fake',
  keySecret = 'secret_of_the_fake',
  faults = {},
  skewMs = 0,
}: {
  readonly now: () => Date;
  readonly keyId?: string;
  readonly keySecret?: string;
  readonly faults?: Faults;
  readonly skewMs?: number;
}): RazorpayFake {
  /** By account, kind and id. */
  const objects = new Map<string, Version[]>();
  const asked: FakeRequest[] = [];
  const webhooks: FakeWebhooks = new Map();
  const authorization = `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`;
  const keyOf = (account: string, kind: string, id: unknown) => `${account} ${kind} ${String(id)}`;

  /** The current state of every object of a kind, the newest object first. */
  const current = (account: string, kind: string): Entity[] => {
    const seconds = Math.floor(now().getTime() / 1000);
    return [...objects]
      .filter(([key]) => key.startsWith(keyOf(account, kind, '')))
      .flatMap(([, versions]) => versions.findLast(({ from }) => from <= seconds) ?? [])
      .map(({ entity }) => entity)
      .toSorted((a, b) => created(b) - created(a));
  };
  const put: RazorpayFake['put'] = (kind, entity, { from = created(entity), account = '' } = {}) => {
    const key = keyOf(account, kind, entity['id']);
    const versions = [...(objects.get(key) ?? []), { entity, from }];
    objects.set(
      key,
      versions.toSorted((a, b) => a.from - b.from),
    );
  };

  const answerTo = (request: FakeRequest): FakeResponse => {
    if (request.headers['authorization'] !== authorization)
      return json(401, { error: { code: 'BAD_REQUEST_ERROR', description: 'Authentication failed' } });
    const aboutWebhooks = answerAboutWebhooks(request, webhooks);
    if (aboutWebhooks) return aboutWebhooks;
    if (request.method !== 'GET') return refused('The requested URL was not found on the server.');
    const account = request.headers['x-razorpay-account'] ?? '';
    const of = (kind: string) => current(account, kind);
    const kind = LISTED[request.path];
    if (kind !== undefined) return page(request, kind, of);
    const [, path = '', id] = ONE.exec(request.path) ?? [];
    const found = path && of(LISTED[path] ?? '').find((entity) => entity['id'] === id);
    if (found) return json(200, found);
    const [, , owner, parts] = PARTS.exec(request.path) ?? [];
    if (owner === undefined) return refused('The id provided does not exist');
    const field = parts === 'payments' ? 'order_id' : 'payment_id';
    return collection(of(parts === 'payments' ? 'payment' : 'refund').filter((one) => one[field] === owner));
  };

  return {
    asked,
    webhooks,
    put,
    remove: (kind, id) => void objects.delete(keyOf('', kind, id)),
    withDeliveries: (deliveries) => {
      for (const { body, occurredAt } of deliveries) {
        const from = Math.floor(occurredAt.getTime() / 1000);
        const entities = entitiesIn(body);
        for (const [kind, entity] of entities) put(kind, entity, { from });
        const order = orderOf(new Map(entities).get('payment'));
        if (order && !objects.has(keyOf('', 'order', order['id']))) put('order', order, { from });
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

/**
 * A page of a list: `count` is 10 by default and 100 at most, `from` and `to` are about `created_at`, and excluded in the
 * strictest reading of api/understand.md. Disputes have no span.
 */
function page({ query }: FakeRequest, kind: string, of: (kind: string) => readonly Entity[]): FakeResponse {
  const [count, skip] = [Number(query.get('count') ?? 10), Number(query.get('skip') ?? 0)];
  if (count > 100) return refused('The count may not be greater than 100.');
  const [from, to] =
    kind === 'dispute'
      ? [-1, Infinity]
      : [Number(query.get('from') ?? -1), Number(query.get('to') ?? Infinity)];
  const subscription = query.get('subscription_id');
  const found = of(kind).filter(
    (entity) =>
      created(entity) > from &&
      created(entity) < to &&
      (subscription === null || entity['subscription_id'] === subscription),
  );
  const items = found.slice(skip, skip + count);
  if (query.get('expand[]') !== 'payments') return collection(items);
  return collection(
    items.map((order) => {
      const paying = of('payment').filter((payment) => payment['order_id'] === order['id']);
      return { ...order, payments: { entity: 'collection', count: paying.length, items: paying } };
    }),
  );
}

const collection = (items: readonly Entity[]): FakeResponse =>
  json(200, { entity: 'collection', count: items.length, items });

const created = (entity: Entity): number => Number(entity['created_at'] ?? 0);

function entitiesIn(body: Buffer): (readonly [kind: string, entity: Entity])[] {
  const { payload } = JSON.parse(body.toString('utf8')) as {
    readonly payload: Readonly<Record<string, { readonly entity: Entity }>>;
  };
  return Object.entries(payload)
    .filter(([kind]) => KINDS.includes(kind))
    .map(([kind, { entity }]) => [kind, entity] as const);
}

/** An order that so far only its payment names: somebody has tried to pay it. */
const orderOf = (payment: Entity | undefined): Entity | undefined =>
  payment?.['order_id']
    ? {
        id: payment['order_id'],
        entity: 'order',
        amount: payment['amount'],
        amount_paid: 0,
        amount_due: payment['amount'],
        currency: payment['currency'],
        receipt: null,
        status: 'attempted',
        attempts: 1,
        notes: [],
        created_at: payment['created_at'],
      }
    : undefined;
