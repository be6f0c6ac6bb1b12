import type { FakeRequest, FakeResponse } from '../../simulator/fake-api.ts';

/** A webhook of an account, with the secret that no answer shows. */
interface FakeWebhook {
  readonly id: string;
  readonly url: string;
  readonly active: boolean;
  readonly events: readonly string[];
  readonly secret: string | undefined;
}

const OWN = /^\/v1\/webhooks(?:\/(\w+))?$/;
const SUB_MERCHANT = /^\/v2\/accounts\/(acc_\w+)\/webhooks(?:\/(\w+))?$/;

/** The webhooks of the own account (`''`) and of sub-merchants, by account. */
export type FakeWebhooks = Map<string, FakeWebhook[]>;

/**
 * Answers requests about webhooks: those of the own account as razorpay-woocommerce uses them, with the events as switches, and those of a
 * sub-merchant as documented (api/partners/webhooks), with the events as a list.
 *
 * @returns `undefined` for another path
 */
export function answerAboutWebhooks(request: FakeRequest, webhooks: FakeWebhooks): FakeResponse | undefined {
  const own = OWN.exec(request.path);
  const sub = own ? undefined : SUB_MERCHANT.exec(request.path);
  if (!own && !sub) return undefined;
  const [account, id] = own ? ['', own[1]] : [sub?.[1] ?? '', sub?.[2]];
  const found = webhooks.get(account) ?? [];
  const show: (webhook: FakeWebhook) => object = own ? withSwitches : withList;
  if (id === undefined && request.method === 'GET') {
    const [count, skip] = [number(request, 'count', 10), number(request, 'skip', 0)];
    const items = found.slice(skip, skip + count).map(show);
    return json(200, { entity: 'collection', count: items.length, items });
  }
  if (id === undefined && request.method === 'POST') {
    const made = changed(
      { id: `wh${found.length + 1}`, url: '', active: true, events: [], secret: undefined },
      request,
    );
    webhooks.set(account, [...found, made]);
    return json(200, show(made));
  }
  const known = found.find((webhook) => webhook.id === id);
  if (!known) return refused('The id provided does not exist');
  if (request.method === (own ? 'PUT' : 'PATCH')) {
    // `PUT` replaces the whole webhook: without a secret it has none afterwards. That is the worst reading of what is not documented.
    const next = changed(own ? { ...known, secret: undefined } : known, request);
    webhooks.set(
      account,
      found.map((webhook) => (webhook === known ? next : webhook)),
    );
    return json(200, show(next));
  }
  if (sub && request.method === 'DELETE') {
    webhooks.set(
      account,
      found.filter((webhook) => webhook !== known),
    );
    return { status: 200, body: '[]' };
  }
  return refused('The requested URL was not found on the server.');
}

function changed(webhook: FakeWebhook, { body }: FakeRequest): FakeWebhook {
  const { events, ...fields } = JSON.parse(body) as Partial<FakeWebhook> & {
    readonly events?: readonly string[] | Readonly<Record<string, boolean>>;
  };
  const list = events && !isList(events) ? Object.keys(events).filter((type) => events[type]) : events;
  return { ...webhook, ...fields, events: list ?? webhook.events };
}

const isList = (events: object): events is readonly string[] => Array.isArray(events);

const withList = ({ secret, ...webhook }: FakeWebhook) => ({
  entity: 'webhook',
  secret_exists: secret !== undefined,
  ...webhook,
});

const withSwitches = (webhook: FakeWebhook) => ({
  ...withList(webhook),
  events: Object.fromEntries(webhook.events.map((type) => [type, true])),
});

const number = ({ query }: FakeRequest, name: string, otherwise: number): number =>
  Number(query.get(name) ?? otherwise);

export const json = (status: number, value: unknown): FakeResponse => ({
  status,
  body: JSON.stringify(value),
});

/** 400, as Razorpay answers nearly every error (api/understand.md). */
export const refused = (description: string): FakeResponse =>
  json(400, { error: { code: 'BAD_REQUEST_ERROR', description, source: 'business' } });
