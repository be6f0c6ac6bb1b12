import { z } from 'zod';
import { ApiRefusedError, type ApiRequest } from '../../contract/api-access.ts';
import type { EndpointApi, ProviderEndpoint } from '../../contract/endpoint-api.ts';
import { UnavailableError } from '../../contract/errors.ts';
import { handlers } from '../events/index.ts';
import type { PaypalSettings } from '../settings.ts';
import { askPaypal, type PaypalAccess } from './api.ts';
import { webhookUrlProblem } from './webhook-url.ts';

const PATH = '/v1/notifications/webhooks';
const OFFERED_PATH = '/v1/notifications/webhooks-event-types';
/** All webhooks of an app with all of their event types. */
const MAX_BYTES = 1024 * 1024;

const EventTypes = z.array(z.object({ name: z.string() }));
const Webhook = z.object({ id: z.string(), url: z.string(), event_types: EventTypes.default([]) });
const Webhooks = z.object({ webhooks: z.array(Webhook).default([]) });
const Offered = z.object({ event_types: EventTypes });

/** Handled types that PayPal's list of event names does not have. Not every app can subscribe to them. */
const UNDOCUMENTED: ReadonlySet<string> = new Set([
  'CHECKOUT.ORDER.SAVED',
  'CHECKOUT.ORDER.VOIDED',
  'PAYMENT.REFUND.COMPLETED',
  'PAYMENT.REFUND.PENDING',
  'PAYMENT.REFUND.FAILED',
]);

const HANDLED = Object.keys(handlers);

/** PayPal's webhooks of the REST app (notifications_webhooks_v1). A webhook has no secret: its id is part of the signed text. */
export const endpoints: EndpointApi<PaypalSettings> = {
  eventTypes: HANDLED.filter((type) => !UNDOCUMENTED.has(type)),
  list,
  create,
  subscribe,
  remove: async (id, access) => {
    await askPaypal({ method: 'DELETE', path: pathOf(id) }, access);
  },
  // notifications_webhooks_v1, securitySchemes
  permission: { read: 'the scope applications/webhooks', change: 'the scope applications/webhooks' },
  rotation: {
    by: 'nothing',
    reason:
      'PayPal signs with its own certificates, which it changes by itself, so there is no secret to change. The webhook id is not secret.',
  },
};

async function list(access: PaypalAccess): Promise<readonly ProviderEndpoint[]> {
  const { webhooks } = await asked(Webhooks, { path: PATH }, access);
  return webhooks.map(asEndpoint);
}

/** A webhook cannot be switched off; it can only be removed. */
function asEndpoint({ id, url, event_types: types }: z.output<typeof Webhook>): ProviderEndpoint {
  const names = types.map(({ name }) => name);
  return { id, url, isEnabled: true, eventTypes: names.includes('*') ? 'all' : names };
}

/**
 * Creates a webhook that subscribes to every handled type that PayPal offers to the app.
 *
 * @throws {ApiRefusedError} without creating anything for a URL that PayPal does not accept, and for one that has a webhook
 */
async function create({ url }: { readonly url: string }, access: PaypalAccess) {
  const problem = webhookUrlProblem(url);
  if (problem) throw new ApiRefusedError(problem, { status: 0, code: 'url_refused' });
  const existing = (await list(access)).find((endpoint) => isSameUrl(endpoint.url, url));
  if (existing)
    throw new ApiRefusedError(
      `PayPal has a webhook for this URL: ${existing.id}. Put its id into the webhook ids, or remove it first.`,
      { status: 0, code: 'WEBHOOK_URL_ALREADY_EXISTS' },
    );
  const offered = await offeredTypes(access);
  const types = HANDLED.filter((type) => offered.has(type));
  const webhook = await asked(
    Webhook,
    { method: 'POST', path: PATH, ...json({ url, event_types: named(types) }) },
    access,
  );
  return { endpoint: asEndpoint(webhook), setting: 'webhookIds', value: webhook.id, isSecret: false };
}

/**
 * Replaces the list of event types by one that has the further ones too. The id stays, so that deliveries are verified as before.
 *
 * @throws {ApiRefusedError} `event_type_not_offered` with the types that PayPal does not offer to the app, after all others were added
 */
async function subscribe(
  { id, eventTypes }: ProviderEndpoint,
  further: readonly string[],
  access: PaypalAccess,
): Promise<void> {
  if (eventTypes === 'all') return;
  const missing = further.filter((type) => !eventTypes.includes(type));
  if (missing.length === 0) return;
  const offered = await offeredTypes(access);
  const added = missing.filter((type) => offered.has(type));
  const value = named([...eventTypes, ...added]);
  if (added.length > 0)
    await asked(
      Webhook,
      { method: 'PATCH', path: pathOf(id), ...json([{ op: 'replace', path: '/event_types', value }]) },
      access,
    );
  const refused = missing.filter((type) => !offered.has(type));
  if (refused.length > 0)
    throw new ApiRefusedError(`PayPal does not offer these event types to the app: ${refused.join(', ')}`, {
      status: 0,
      code: 'event_type_not_offered',
    });
}

/** PayPal refuses the whole list if it does not know one of its types. */
async function offeredTypes(access: PaypalAccess): Promise<ReadonlySet<string>> {
  const { event_types: types } = await asked(Offered, { path: OFFERED_PATH }, access);
  return new Set(types.map(({ name }) => name));
}

const named = (types: readonly string[]) => types.map((name) => ({ name }));
const json = (value: unknown) => ({
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
});

/** Ids of webhooks have letters and digits. */
const WEBHOOK_ID = /^[A-Za-z0-9]{1,50}$/;

function pathOf(id: string): string {
  if (!WEBHOOK_ID.test(id)) throw new ApiRefusedError('not an id of a PayPal webhook', { status: 0 });
  return `${PATH}/${id}`;
}

const isSameUrl = (one: string, other: string): boolean =>
  URL.canParse(one) && new URL(one).href === new URL(other).href;

async function asked<Schema extends z.ZodType>(
  schema: Schema,
  request: ApiRequest,
  access: PaypalAccess,
): Promise<z.output<Schema>> {
  const answer = await askPaypal({ maxBytes: MAX_BYTES, ...request }, access);
  if (!answer) throw new ApiRefusedError('PayPal has no such webhook', { status: 404 });
  try {
    return schema.parse(JSON.parse(answer.body.toString('utf8')));
  } catch (cause) {
    throw new UnavailableError(`PayPal's answer to ${request.path} is not what its API description says`, {
      cause,
    });
  }
}
