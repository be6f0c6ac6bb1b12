import type { FakeApi, FakeRequest, FakeResponse } from '../../simulator/fake-api.ts';
import { type AccountState, createFakeAccount, type FakeAccount } from './api/fake-account.ts';
import { createFakeEndpoints, type FakeEndpoints } from './api/fake-endpoints.ts';
import { included } from './api/included.ts';
import { API_VERSIONS, type Generation } from './scenarios/objects.ts';

/** The key that the fake knows. */
export const FAKE_API_KEY = 'rk_test_fake';

/** A fake of Stripe's API, by its documentation (docs.stripe.com/api). */
export interface FakeStripe extends FakeApi {
  /** The account of the key. */
  readonly account: FakeAccount;
  /** The account of a connected merchant, `acct_1`, which the key can then call. */
  readonly connected: (merchant: string) => FakeAccount;
  readonly endpoints: FakeEndpoints;
  /** Every request so far, with those that a fault answered. */
  readonly requests: readonly FakeRequest[];
  /** Answers instead of the API, if it returns an answer. `n` counts requests from 1. */
  readonly faults: { at: (request: FakeRequest, n: number) => FakeResponse | undefined };
}

/** The paths of lists, and the kind of the objects in them. */
const LISTS: Readonly<Record<string, string>> = {
  '/v1/payment_intents': 'payment_intent',
  '/v1/charges': 'charge',
  '/v1/refunds': 'refund',
  '/v1/disputes': 'dispute',
  '/v1/checkout/sessions': 'checkout.session',
  '/v1/subscriptions': 'subscription',
  '/v1/invoices': 'invoice',
  '/v1/invoice_payments': 'invoice_payment',
};

/**
 * Creates a fake of Stripe's API: lists of events and objects, objects by id, connected accounts, webhook endpoints, versions and errors.
 *
 * @param now the time at Stripe
 * @param clockErrorMs how far the clock of the `Date` header is ahead of it
 * @param generation the version of the account; events are listed as they were delivered if absent
 */
export function createFakeApi({
  now,
  clockErrorMs = 0,
  generation,
}: {
  readonly now: () => Date;
  readonly clockErrorMs?: number;
  readonly generation?: Generation;
}): FakeStripe {
  const own = createFakeAccount(now, generation);
  const merchants = new Map<string, AccountState>();
  const endpoints = createFakeEndpoints();
  const requests: FakeRequest[] = [];
  const faults: FakeStripe['faults'] = { at: () => undefined };

  const answer = (request: FakeRequest): FakeResponse => {
    if (request.headers['authorization'] !== `Bearer ${FAKE_API_KEY}`) return refusal(401, 'api_key_invalid');
    const merchant = request.headers['stripe-account'];
    const account = merchant === undefined ? own : merchants.get(merchant);
    if (!account) return refusal(403, 'account_invalid');
    const { path, query } = request;
    if (path === '/v1/events') return listEvents(account, query);
    const kind = LISTS[path];
    if (kind !== undefined) return listObjects(account, kind, request);
    const [, list = '', id = ''] = /^(\/v1\/[\w/]+)\/(\w+)$/.exec(path) ?? [];
    if (Object.hasOwn(LISTS, list)) return oneObject(account, id, query);
    return endpoints.answer(request) ?? refusal(404, 'resource_missing');
  };
  return {
    account: own,
    connected: (merchant) => {
      const account = merchants.get(merchant) ?? createFakeAccount(now, generation);
      merchants.set(merchant, account);
      return account;
    },
    endpoints,
    requests,
    faults,
    answer: (request) => {
      requests.push(request);
      const { status, headers, body } = faults.at(request, requests.length) ?? answer(request);
      const version = request.headers['stripe-version'] ?? API_VERSIONS[generation ?? 'current'];
      const date = new Date(now().getTime() + clockErrorMs).toUTCString();
      return { status, headers: { 'stripe-version': version, date, ...headers }, body };
    },
  };
}

/** A refusal in Stripe's form. */
export const refusal = (status: number, code: string): FakeResponse => ({
  status,
  body: JSON.stringify({ error: { code, message: code, type: 'invalid_request_error' } }),
});

/** 429, as Stripe answers it: mostly without `Retry-After`. */
export const throttled = (retryAfterSeconds?: number): FakeResponse => ({
  ...refusal(429, 'rate_limit'),
  ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
});

function listEvents(account: AccountState, query: URLSearchParams): FakeResponse {
  if (query.getAll('types[]').length > 20) return refusal(400, 'parameter_invalid');
  const types = new Set(query.getAll('types[]'));
  const events = account.events().filter(({ body }) => types.size === 0 || types.has(String(body['type'])));
  return pageOf(events, { query, url: '/v1/events', show: account.shown });
}

function listObjects(account: AccountState, kind: string, { path, query }: FakeRequest): FakeResponse {
  const expand = query.getAll('expand[]');
  if (expand.some((one) => !one.startsWith('data.') || isTooDeep(one)))
    return refusal(400, 'parameter_invalid');
  const status = query.get('status');
  const objects = account
    .objects(kind)
    .filter((object) => kind !== 'subscription' || status === 'all' || object['status'] !== 'canceled');
  const paths = expand.map((one) => one.slice('data.'.length));
  return pageOf(objects, { query, url: path, show: (object) => included(account, object, paths) });
}

function oneObject(account: AccountState, id: string, query: URLSearchParams): FakeResponse {
  const expand = query.getAll('expand[]');
  if (expand.some(isTooDeep)) return refusal(400, 'parameter_invalid');
  const object = account.object(id);
  if (!object) return refusal(404, 'resource_missing');
  return { status: 200, body: JSON.stringify(included(account, object, expand), null, 2) };
}

/** Four levels at most (docs.stripe.com/expand). */
const isTooDeep = (path: string): boolean => path.split('.').length > 4;

/** A page of a list: entries that were created in the range, after the entry `starting_after`. */
function pageOf<Entry extends { readonly id?: unknown; readonly created?: unknown }>(
  newestFirst: readonly Entry[],
  {
    query,
    url,
    show,
  }: { readonly query: URLSearchParams; readonly url: string; readonly show: (entry: Entry) => unknown },
): FakeResponse {
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit >= 1 && limit <= 100)) return refusal(400, 'parameter_invalid');
  const [from, to] = [Number(query.get('created[gte]') ?? 0), Number(query.get('created[lt]') ?? Infinity)];
  const after = query.get('starting_after');
  const position = after === null ? -1 : newestFirst.findIndex(({ id }) => id === after);
  if (after !== null && position < 0) return refusal(400, 'resource_missing');
  const rest: Entry[] = [];
  for (let at = position + 1; at < newestFirst.length && rest.length <= limit; at += 1) {
    const entry = newestFirst[at];
    if (entry && Number(entry.created) >= from && Number(entry.created) < to) rest.push(entry);
  }
  const page = { object: 'list', data: rest.slice(0, limit).map(show), has_more: rest.length > limit, url };
  return { status: 200, body: JSON.stringify(page, null, 2) };
}
