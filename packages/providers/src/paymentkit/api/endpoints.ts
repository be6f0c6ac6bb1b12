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
import type { PaymentKitSettings } from '../settings.ts';
import { callPaymentKit, readPaymentKit, type PaymentKitAccess } from './api.ts';

const PATH = '/api/webhook-endpoints';
const PAGE_SIZE = 100;

/**
 * The webhook endpoints of the application (`@blocklet/payment-js` lib/resources; `@blocklet/payment-types`
 * lib/webhook-endpoint.d.ts). An answer never has a secret: deliveries are signed with the key of the application.
 */
export const endpoints: EndpointApi<PaymentKitSettings> = {
  eventTypes: Object.keys(handlers),
  list,
  create: async ({ url }, access) => {
    const [key] = access.settings.appPublicKeys;
    if (key === undefined)
      throw new ApiRefusedError(
        "set PAYMENTKIT_APP_PUBLIC_KEYS first: PaymentKit signs with the application's key, which its API does not show",
        { status: 0 },
      );
    const body = { url, enabled_events: Object.keys(handlers), status: 'enabled' };
    const endpoint = toEndpoint(await sent({ method: 'POST', path: PATH, body }, access));
    return { endpoint, setting: 'appPublicKeys', value: key, isSecret: false };
  },
  subscribe: async ({ id, eventTypes }, added, access) => {
    if (eventTypes === 'all') return;
    const body = { enabled_events: [...new Set([...eventTypes, ...added])] };
    await sent({ method: 'PUT', path: pathOf(id), body }, access);
  },
  disable: async (id, access) => {
    await sent({ method: 'PUT', path: pathOf(id), body: { status: 'disabled' } }, access);
  },
  remove: async (id, access) => {
    await callPaymentKit({ method: 'DELETE', path: pathOf(id) }, access);
  },
  rotation: {
    by: 'nothing',
    reason:
      "PaymentKit signs with the key of the Blocklet application, which no call can change. A secret of Blocklet Server's own webhooks is changed in its dashboard.",
  },
};

const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

async function list(access: PaymentKitAccess): Promise<ProviderEndpoint[]> {
  const found: ProviderEndpoint[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await readPaymentKit(
      { path: PATH, query: { page, pageSize: PAGE_SIZE }, maxBytes: PAGE_BYTES },
      access,
    );
    const items = answer && rawItems(answer.body, 'list');
    if (!items)
      throw new UnavailableError("PaymentKit's API answered with something that is not a list of endpoints");
    const read = items.map(toEndpoint).filter(({ id }) => found.every((known) => known.id !== id));
    found.push(...read);
    if (items.length < PAGE_SIZE || read.length === 0) return found;
  }
}

const Endpoint = z.object({
  id: Word,
  url: z.string(),
  status: z.string().optional(),
  enabled_events: z.array(z.string()),
  api_version: z.string().nullish(),
});

function toEndpoint(body: Buffer): ProviderEndpoint {
  const {
    id,
    url,
    status = 'enabled',
    enabled_events: types,
    api_version: version,
  } = checkShape(Endpoint, readJson(body));
  return {
    id,
    url,
    isEnabled: status === 'enabled',
    eventTypes: types.includes('*') ? 'all' : types,
    apiVersion: version ?? undefined,
  };
}

async function sent(
  {
    method,
    path,
    body,
  }: {
    readonly method: 'POST' | 'PUT';
    readonly path: string;
    readonly body: Readonly<Record<string, unknown>>;
  },
  access: PaymentKitAccess,
): Promise<Buffer> {
  const answer: ApiAnswer | undefined = await callPaymentKit(
    { method, path, body: JSON.stringify(body) },
    access,
  );
  if (answer) return answer.body;
  throw new ApiRefusedError(`PaymentKit's API has no ${path}`, { status: 404 });
}
