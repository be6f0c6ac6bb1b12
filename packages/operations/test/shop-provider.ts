import { canonicalEvent, type EventFacts } from '@payspool/events';
import {
  type Account,
  type ApiAccess,
  type ApiRequest,
  callApi,
  checkShape,
  observationBody,
  type Observation,
  type Provider,
  type ProviderReads,
  readObservation,
} from '@payspool/providers';
import { z } from 'zod';
import { fake } from '../../providers/src/fake/index.ts';
import type { Charge } from './shop-api.ts';

interface ShopSettings extends Readonly<Record<string, unknown>> {
  readonly apiUrl: string;
  readonly apiKey?: string;
}

const api = {
  title: 'Shop',
  base: ({ apiUrl }: ShopSettings) => apiUrl,
  credentials: ({ apiKey }: ShopSettings) => (apiKey ? { authorization: `Bearer ${apiKey}` } : undefined),
};

const Shown = z.object({
  answer: z.object({
    id: z.string(),
    order: z.string(),
    cents: z.int(),
    cents_refunded: z.int().optional(),
    currency: z.literal('EUR'),
    status: z.enum(['open', 'paid', 'declined']),
    created: z.int(),
    live: z.boolean().optional(),
    customer: z.string().optional(),
  }),
});

const TYPES = { open: 'payment.pending', paid: 'payment.succeeded', declined: 'payment.failed' } as const;

async function ask(request: ApiRequest, access: ApiAccess<ShopSettings>) {
  const answer = await callApi(api, request, access);
  if (!answer) return undefined;
  return { askedAt: answer.askedAt, body: answer.body, json: JSON.parse(answer.body.toString()) as unknown };
}

const Listed = z.object({ items: z.array(z.object({ id: z.string() })), next: z.string().optional() });
const ListedEvents = z.object({
  items: z.array(z.object({ id: z.string(), kind: z.string(), at: z.int() })),
  next: z.string().optional(),
});

const reads: ProviderReads<ShopSettings> = {
  setting: 'apiKey',
  isConfigured: ({ apiKey }) => apiKey !== undefined,
  modeOf: ({ apiKey = '' }) => (apiKey.startsWith('live') ? 'live' : 'test'),
  rate: { live: { burst: 20, perSecond: 2000 }, test: { burst: 20, perSecond: 2000 } },
  events: {
    everyMs: 300_000,
    settleMs: 0,
    overlapMs: 3_600_000,
    reachesBackDays: 30,
    list: async ({ from, to }, page, access) => {
      const query = { from: from.getTime(), to: to.getTime(), page };
      const answer = await ask({ path: '/events', query }, access);
      const { items, next } = ListedEvents.parse(answer?.json);
      const shown = (answer?.json ?? { items: [] }) as { items: object[] };
      return {
        items: items.map(({ id, kind, at }, nth) => ({
          eventKey: id,
          type: kind,
          createdAt: new Date(at * 1000),
          body: Buffer.from(JSON.stringify(shown.items[nth])),
        })),
        next,
      };
    },
  },
  objects: {
    listed: ['charge'],
    settleMs: 0,
    list: async ({ span: { from, to }, page }, access) => {
      const query = { from: from.getTime(), to: to.getTime(), page };
      const answer = await ask({ path: '/charges', query }, access);
      if (!answer) return { items: [] };
      const { items, next } = Listed.parse(answer.json);
      const shown = (answer.json as { items: object[] }).items;
      return {
        items: items.map(({ id }, at) => ({
          kind: 'charge',
          id,
          body: observationBody(
            { kind: 'charge', id },
            { askedAt: answer.askedAt, answer: Buffer.from(JSON.stringify(shown[at])) },
          ),
        })),
        next,
      };
    },
    about: ({ kind, ref }) => (kind === 'payment' ? [{ kind: 'charge', id: ref }] : []),
    get: async ({ kind, id }, access): Promise<Observation | 'gone'> => {
      const answer = await ask({ path: `/charges/${encodeURIComponent(id)}` }, access);
      if (!answer) return 'gone';
      return {
        kind,
        id,
        body: observationBody({ kind, id }, { askedAt: answer.askedAt, answer: answer.body }),
      };
    },
    normalise: ({ body }) => {
      const observation = readObservation(body);
      const { answer } = checkShape(Shown, { answer: observation.answer });
      // An open charge has no time of its state.
      const occurredAt =
        answer.status === 'open' ? observation.askedAt : new Date(answer.created * 1000).toISOString();
      const facts: EventFacts = {
        type: TYPES[answer.status],
        paymentRef: answer.id,
        orderRef: answer.order,
        customerRef: answer.customer,
        amount: { amountMinor: BigInt(answer.cents), currency: answer.currency, exponent: 2 },
        settlesOrder: true,
        occurredAt,
        isObserved: true,
        ...(answer.cents_refunded === undefined
          ? {}
          : { amountRefundedMinor: BigInt(answer.cents_refunded) }),
      };
      return {
        outcome: 'events',
        type: 'charge',
        occurredAt,
        events: [canonicalEvent(facts)],
        warnings: [],
        ...(answer.live === undefined ? {} : { mode: answer.live ? ('live' as const) : ('test' as const) }),
      };
    },
  },
};

/** The provider `fake` with an API that a test serves. */
export const shop = { ...fake, reads } as unknown as Provider;

/** An account at the shop's API. */
export const shopAccount = (apiUrl: string, settings: Readonly<Record<string, unknown>> = {}): Account => ({
  provider: shop,
  name: 'default',
  mode: 'test',
  settings: { webhookSecrets: [], apiUrl, apiKey: 'test_key', ...settings },
});

/** The body of an event as the provider delivers it. */
export const eventBody = (
  id: string,
  kind: 'charge_paid' | 'charge_declined' | 'charge_refunded',
  { at, charge }: { readonly at: number; readonly charge: Charge },
): Buffer => {
  const { id: chargeId, order, cents, cents_refunded, currency, customer } = charge;
  return Buffer.from(
    JSON.stringify({
      id,
      kind,
      at,
      charge: { id: chargeId, order, cents, cents_refunded, currency, customer },
    }),
  );
};
