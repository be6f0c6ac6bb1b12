import type { FakeRequest, FakeResponse } from '../../../simulator/fake-api.ts';
import type { Fields } from './generations.ts';

interface FakeEndpoint {
  readonly id: string;
  readonly url: string;
  readonly status: 'enabled' | 'disabled';
  readonly enabled_events: readonly string[];
  readonly api_version: string | null;
  readonly secret: string;
}

/** The answers about webhook endpoints, in both versions of the API. */
export interface FakeEndpoints {
  readonly all: () => readonly FakeEndpoint[];
  /** The endpoints that a ping was asked for. */
  readonly pinged: readonly string[];
  /** `undefined` if the path is not about endpoints. */
  readonly answer: (request: FakeRequest) => FakeResponse | undefined;
}

const ok = (value: unknown): FakeResponse => ({ status: 200, body: JSON.stringify(value, null, 2) });
const missing = (id: string): FakeResponse => ({
  status: 404,
  body: JSON.stringify({
    error: {
      code: 'resource_missing',
      message: `No such webhook endpoint: '${id}'`,
      type: 'invalid_request_error',
    },
  }),
});

/** Webhook endpoints of one account. Stripe shows the secret of an endpoint only in the answer to its creation. */
export function createFakeEndpoints(): FakeEndpoints {
  const endpoints = new Map<string, FakeEndpoint>();
  const pinged: string[] = [];
  let made = 0;

  const create = (form: URLSearchParams): FakeResponse => {
    made += 1;
    const endpoint: FakeEndpoint = {
      id: `we_fake${made}`,
      url: form.get('url') ?? '',
      status: 'enabled',
      enabled_events: form.getAll('enabled_events[]'),
      api_version: form.get('api_version'),
      secret: `whsec_fake${made}${'0'.repeat(24)}`,
    };
    endpoints.set(endpoint.id, endpoint);
    return ok({ object: 'webhook_endpoint', livemode: false, ...endpoint });
  };
  const update = (endpoint: FakeEndpoint, form: URLSearchParams): FakeResponse => {
    const disabled = form.get('disabled');
    const events = form.getAll('enabled_events[]');
    const next: FakeEndpoint = {
      ...endpoint,
      ...(disabled === null ? {} : { status: disabled === 'true' ? 'disabled' : 'enabled' }),
      ...(events.length > 0 && { enabled_events: events }),
    };
    endpoints.set(endpoint.id, next);
    return ok(shown(next));
  };
  const one = ({ method, body }: FakeRequest, id: string): FakeResponse => {
    const endpoint = endpoints.get(id);
    if (!endpoint) return missing(id);
    if (method === 'POST') return update(endpoint, new URLSearchParams(body));
    if (method !== 'DELETE') return ok(shown(endpoint));
    endpoints.delete(id);
    return ok({ id, object: 'webhook_endpoint', deleted: true });
  };
  const list = ({ query }: FakeRequest): FakeResponse => {
    const newest = [...endpoints.values()].toReversed().map(shown);
    const limit = Number(query.get('limit') ?? 10);
    const after = newest.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    const data = newest.slice(after, after + limit);
    return ok({
      object: 'list',
      data,
      has_more: newest.length > after + limit,
      url: '/v1/webhook_endpoints',
    });
  };
  /** The v2 API has ids of its own for the same endpoints, and shows the address only if it is asked for. Two on each page. */
  const destinations = ({ query }: FakeRequest): FakeResponse => {
    const page = Number(query.get('page') ?? 0);
    const hasUrl = query.get('include[0]') === 'webhook_endpoint.url';
    const all = [...endpoints.values()];
    const next = new URLSearchParams({
      page: String(page + 1),
      ...(hasUrl && { 'include[0]': 'webhook_endpoint.url' }),
    });
    return ok({
      data: all.slice(page * 2, page * 2 + 2).map(({ id, url }) => ({
        id: destinationId(id),
        object: 'v2.core.event_destination',
        type: 'webhook_endpoint',
        webhook_endpoint: hasUrl ? { url, signing_secret: null } : null,
      })),
      next_page_url: all.length > page * 2 + 2 ? `/v2/core/event_destinations?${next.toString()}` : null,
      previous_page_url: null,
    });
  };
  return {
    all: () => [...endpoints.values()],
    pinged,
    answer: (request) => {
      const { method, path } = request;
      if (path === '/v1/webhook_endpoints')
        return method === 'POST' ? create(new URLSearchParams(request.body)) : list(request);
      const [, id] = /^\/v1\/webhook_endpoints\/(\w+)$/.exec(path) ?? [];
      if (id !== undefined) return one(request, id);
      if (path === '/v2/core/event_destinations') return destinations(request);
      const [, destination] = /^\/v2\/core\/event_destinations\/(\w+)\/ping$/.exec(path) ?? [];
      if (destination === undefined) return undefined;
      const found = [...endpoints.keys()].find((key) => destinationId(key) === destination);
      if (found === undefined) return missing(destination);
      pinged.push(found);
      return ok({
        id: `evt_test_ping${pinged.length}`,
        object: 'v2.core.event',
        type: 'v2.core.event_destination.ping',
      });
    },
  };
}

function shown(endpoint: FakeEndpoint): Fields & { readonly id: string } {
  const { secret: _, ...rest } = endpoint;
  return { object: 'webhook_endpoint', livemode: false, ...rest };
}
const destinationId = (id: string): string => id.replace(/^we_/, 'ed_test_');
