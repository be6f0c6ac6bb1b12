import { z } from 'zod';
import {
  ApiRefusedError,
  type ApiRequest,
  checkShape,
  type EndpointApi,
  ownLink,
  PAGE_BYTES,
  type ProviderEndpoint,
  readJson,
  UnavailableError,
  UnusableEventError,
} from '../../contract/index.ts';
import { handlers } from '../events/index.ts';
import type { StripeSettings } from '../settings.ts';
import { callStripe, pathId, type StripeAccess } from './api.ts';
import { readListPage } from './list-page.ts';

const PATH = '/v1/webhook_endpoints';
const DESTINATIONS = '/v2/core/event_destinations';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** docs.stripe.com/api/webhook_endpoints/object */
const Endpoint = z.object({
  id: z.string(),
  url: z.string(),
  status: z.string(),
  enabled_events: z.array(z.string()),
  api_version: z.string().nullish(),
});
const Created = Endpoint.extend({ secret: z.string().min(1) });

/** docs.stripe.com/api/v2/core/event-destinations: it lists webhook endpoints of the v1 API too. */
const Destinations = z.object({
  data: z.array(
    z.object({ id: z.string(), webhook_endpoint: z.object({ url: z.string().nullish() }).nullish() }),
  ),
  next_page_url: z.string().nullish(),
});

/** Stripe allows 16 endpoints for each mode. */
const MOST_PAGES = 10;

/** The webhook endpoints of the account itself. */
export const endpoints: EndpointApi<StripeSettings> = {
  eventTypes: Object.keys(handlers),
  list: (access) => listEndpoints(access),
  create: async ({ url, eventTypes = Object.keys(handlers) }, access) => {
    const body = await post(PATH, { url, 'enabled_events[]': eventTypes }, access);
    const { secret, ...created } = read(Created, body);
    return { endpoint: describe(created), setting: 'webhookSecrets', value: secret, isSecret: true };
  },
  subscribe: async ({ id, eventTypes: present }, eventTypes, access) => {
    if (present === 'all') return;
    const all = [...new Set([...present, ...eventTypes])];
    await post(`${PATH}/${pathId(id)}`, { 'enabled_events[]': all }, access);
  },
  disable: async (id, access) => {
    await post(`${PATH}/${pathId(id)}`, { disabled: ['true'] }, access);
  },
  enable: async (id, access) => {
    await post(`${PATH}/${pathId(id)}`, { disabled: ['false'] }, access);
  },
  remove: async (id, access) => {
    // 404: it is removed already.
    await callStripe({ method: 'DELETE', path: `${PATH}/${pathId(id)}` }, access, { version: 'pinned' });
  },
  ping: async (id, access) => {
    const endpoint = read(Endpoint, await ask({ path: `${PATH}/${pathId(id)}` }, access));
    for (const destination of await destinationsOf(endpoint, access))
      await ask({ method: 'POST', path: `${DESTINATIONS}/${pathId(destination)}/ping` }, access);
  },
  // An update that waits for a payment expires after 23 hours (docs.stripe.com/billing/subscriptions/pending-updates).
  rareType: 'customer.subscription.pending_update_expired',
  // No method of the API changes the secret of an endpoint. Stripe retries for three days (docs.stripe.com/webhooks).
  rotation: { by: 'second_endpoint', keepDays: 3 },
  // The permission of a restricted key (docs.stripe.com/keys#limit-access).
  permission: { read: '“Webhook Endpoints”: Read', change: '“Webhook Endpoints”: Write' },
  // Stripe names the version of its answer, which is that of the account if the request names none (stripe-node reads it as `apiVersion`).
  accountVersion: async (access) => {
    const answer = await callStripe({ path: PATH, query: { limit: 1 } }, access, {
      version: 'of the account',
    });
    return answer?.headers['stripe-version'];
  },
};

async function listEndpoints(access: StripeAccess): Promise<readonly ProviderEndpoint[]> {
  const found: ProviderEndpoint[] = [];
  let page: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { entries, next } = await readListPage({ path: PATH, page, version: 'pinned' }, access);
    found.push(...entries.map(({ body }) => describe(read(Endpoint, body))));
    if (next === undefined) return found;
    page = next;
  }
  throw new UnavailableError(`Stripe's API listed more than ${MOST_PAGES} pages of endpoints`);
}

const describe = (endpoint: z.output<typeof Endpoint>): ProviderEndpoint => ({
  id: endpoint.id,
  url: endpoint.url,
  isEnabled: endpoint.status === 'enabled',
  eventTypes: endpoint.enabled_events.includes('*') ? 'all' : endpoint.enabled_events,
  apiVersion: endpoint.api_version ?? undefined,
});

/**
 * The ids of an endpoint in the v2 API: the same id, or those of all endpoints with its address. During a rotation two have one address, and
 * the API does not say which is which.
 */
async function destinationsOf(
  { id, url }: z.output<typeof Endpoint>,
  access: StripeAccess,
): Promise<readonly string[]> {
  const sameUrl: string[] = [];
  let path = DESTINATIONS;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query = pages === 0 ? { 'include[0]': 'webhook_endpoint.url' } : {};
    const { data, next_page_url: next } = read(Destinations, await ask({ path, query }, access));
    if (data.some((one) => one.id === id)) return [id];
    sameUrl.push(...data.filter((one) => one.webhook_endpoint?.url === url).map((one) => one.id));
    if (next == null) break;
    path = ownLink(next, { base: access.settings.apiUrl, under: DESTINATIONS });
  }
  if (sameUrl.length > 0) return sameUrl;
  throw new ApiRefusedError('Stripe lists no event destination with the address of this endpoint', {
    status: 404,
  });
}

const post = (
  path: string,
  fields: Readonly<Record<string, string | readonly string[]>>,
  access: StripeAccess,
): Promise<Buffer> => {
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) form.append(name, value);
  return ask({ method: 'POST', path, headers: FORM, body: form.toString() }, access);
};

/** @throws {ApiRefusedError} with the status 404 if it does not exist */
async function ask(request: ApiRequest, access: StripeAccess): Promise<Buffer> {
  const answer = await callStripe({ maxBytes: PAGE_BYTES, ...request }, access, { version: 'pinned' });
  if (!answer) throw new ApiRefusedError(`Stripe's API answered 404 to ${request.path}`, { status: 404 });
  return answer.body;
}

/** @throws {UnavailableError} if the answer has another form */
function read<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.output<Schema> {
  try {
    return checkShape(schema, readJson(body));
  } catch (cause) {
    if (!(cause instanceof UnusableEventError)) throw cause;
    throw new UnavailableError("Stripe's API answered with something else than an endpoint", { cause });
  }
}
