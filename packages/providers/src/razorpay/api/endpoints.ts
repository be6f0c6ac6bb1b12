import { Word } from '@payspool/events';
import { z } from 'zod';
import {
  ApiRefusedError,
  type ApiAnswer,
  checkShape,
  type EndpointApi,
  PAGE_BYTES,
  type ProviderEndpoint,
  rawItems,
  readJson,
  UnavailableError,
} from '../../contract/index.ts';
import { handlers } from '../events/index.ts';
import type { RazorpaySettings } from '../settings.ts';
import { callRazorpay, readRazorpay, type RazorpayAccess } from './api.ts';
import { COUNT } from './object-kinds.ts';

/** Replays of the dashboard reach back 15 days and stay signed with the secret of their time (webhooks/faqs.md). */
const KEEP_DAYS = 15;

/**
 * The webhooks of the merchant's own account, `/v1/webhooks`. Razorpay documents them nowhere, but its own SDK (razorpay-node
 * lib/resources/webhooks.js) and its own plugins (razorpay-woocommerce, `autoEnableWebhook`) use them with an ordinary key. The webhooks of
 * a partner's sub-merchant, `/v2/accounts/{id}/webhooks`, are documented (api/partners/webhooks).
 */
export const endpoints: EndpointApi<RazorpaySettings> = {
  eventTypes: Object.keys(handlers),
  list,
  create: async ({ url, secret }, access) => {
    const events = Object.keys(handlers);
    const body =
      access.merchant === undefined
        ? { url, active: true, events: switchedOn(events), secret }
        : { url, events, secret };
    const answer = await callRazorpay(
      { method: 'POST', path: pathOf(access), body: JSON.stringify(body) },
      access,
    );
    return { endpoint: endpointIn(answer), setting: 'webhookSecrets', value: secret, isSecret: true };
  },
  subscribe: async ({ id, url, isEnabled, eventTypes }, added, access) => {
    if (eventTypes === 'all') return;
    const events = [...new Set([...eventTypes, ...added])];
    if (access.merchant !== undefined) {
      await change({ method: 'PATCH', id, body: { url, events } }, access);
      return;
    }
    await replace({ id, url, isEnabled, events, secret: newestSecret(access) }, access);
  },
  disable: async (id, access) => {
    const { url, eventTypes } = await own(id, access, 'disabled');
    const events = eventTypes === 'all' ? [] : eventTypes;
    await replace({ id, url, isEnabled: false, events, secret: newestSecret(access) }, access);
  },
  remove: async (id, access) => {
    if (access.merchant === undefined)
      throw new ApiRefusedError(
        "Razorpay's API removes only the webhooks of a partner's sub-merchants: remove this one in the dashboard",
        { status: 0 },
      );
    await callRazorpay({ method: 'DELETE', path: pathOf(access, id) }, access);
  },
  rotation: {
    by: 'replace_secret',
    keepDays: KEEP_DAYS,
    replace: async (id, secret, access) => {
      const { url, isEnabled, eventTypes } = await own(id, access, 'given another secret');
      const events = eventTypes === 'all' ? [] : eventTypes;
      await replace({ id, url, isEnabled, events, secret }, access);
    },
  },
};

const pathOf = ({ merchant }: RazorpayAccess, id?: string): string => {
  const webhooks =
    merchant === undefined ? '/v1/webhooks' : `/v2/accounts/${encodeURIComponent(merchant)}/webhooks`;
  return id === undefined ? webhooks : `${webhooks}/${encodeURIComponent(id)}`;
};

/** An account has at most 30 webhooks (api/partners/webhooks/create.md), so one page has all of them. */
async function list(access: RazorpayAccess): Promise<ProviderEndpoint[]> {
  const answer = await readRazorpay(
    { path: pathOf(access), query: { count: COUNT, skip: 0 }, maxBytes: PAGE_BYTES },
    access,
  );
  const items = answer && rawItems(answer.body, 'items');
  if (!items)
    throw new UnavailableError("Razorpay's API answered with something that is not a list of webhooks");
  return items.map(toEndpoint);
}

/** Plugins send and get the events as an object of switches; the documented API has a list. */
const Webhook = z.object({
  id: Word,
  url: z.string(),
  active: z.union([z.boolean(), z.literal([0, 1, '0', '1', 'true', 'false'])]).optional(),
  events: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]),
});

const OFF: ReadonlySet<unknown> = new Set([false, 0, '0', 'false', null]);

function toEndpoint(body: Buffer): ProviderEndpoint {
  const { id, url, active = true, events } = checkShape(Webhook, readJson(body));
  return {
    id,
    url,
    isEnabled: !OFF.has(active),
    eventTypes: Array.isArray(events)
      ? events
      : Object.entries(events).flatMap(([type, isOn]) => (OFF.has(isOn) ? [] : [type])),
  };
}

function endpointIn(answer: ApiAnswer | undefined): ProviderEndpoint {
  if (answer) return toEndpoint(answer.body);
  throw new ApiRefusedError("Razorpay's API has no webhooks for this account", { status: 404 });
}

const switchedOn = (events: readonly string[]): Readonly<Record<string, true>> =>
  Object.fromEntries(events.map((type) => [type, true]));

/** A webhook of the merchant's own account. Neither status nor secret of a sub-merchant's webhook can be changed by the documented API. */
async function own(id: string, access: RazorpayAccess, becomes: string): Promise<ProviderEndpoint> {
  if (access.merchant !== undefined)
    throw new ApiRefusedError(
      `the webhook of a sub-merchant cannot be ${becomes} by Razorpay's API: use the dashboard`,
      { status: 0 },
    );
  const found = (await list(access)).find((endpoint) => endpoint.id === id);
  if (!found) throw new ApiRefusedError(`Razorpay's API lists no webhook ${id}`, { status: 404 });
  return found;
}

/**
 * `PUT` replaces the whole webhook, so the secret is sent too.
 *
 * @throws {ApiRefusedError} if none is configured: the webhook would lose its secret
 */
function newestSecret({ settings: { webhookSecrets } }: RazorpayAccess): string {
  const [newest] = webhookSecrets;
  if (newest !== undefined) return newest;
  throw new ApiRefusedError(
    'set RAZORPAY_WEBHOOK_SECRETS first: the call that changes a webhook of Razorpay sets its secret too',
    { status: 0 },
  );
}

const replace = (
  {
    id,
    isEnabled,
    events,
    ...fields
  }: {
    readonly id: string;
    readonly url: string;
    readonly isEnabled: boolean;
    readonly events: readonly string[];
    readonly secret: string;
  },
  access: RazorpayAccess,
): Promise<void> =>
  change({ method: 'PUT', id, body: { ...fields, active: isEnabled, events: switchedOn(events) } }, access);

async function change(
  {
    method,
    id,
    body,
  }: {
    readonly method: 'PUT' | 'PATCH';
    readonly id: string;
    readonly body: Readonly<Record<string, unknown>>;
  },
  access: RazorpayAccess,
): Promise<void> {
  const answer = await callRazorpay({ method, path: pathOf(access, id), body: JSON.stringify(body) }, access);
  if (!answer) throw new ApiRefusedError(`Razorpay's API has no webhook ${id}`, { status: 404 });
}
