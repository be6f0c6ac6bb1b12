import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findProvider, indexAccounts, outboundFetch } from '@payspool/providers';
import type { DeliveryJob } from '@payspool/queue';
import { jobOf } from './jobs.ts';

const PURCHASES = 40;
const EVENTS = 250;
const AT = Date.parse('2026-03-02T09:00:00.000Z');

/** What happens to each payment, in this order; the seventh only to the first ten. */
const STORY = [
  ['payments', 'created'],
  ['payments', 'submitted'],
  ['payments', 'confirmed'],
  ['payments', 'paid_out'],
  ['refunds', 'created'],
  ['refunds', 'paid'],
  ['payments', 'charged_back'],
] as const;

/** A payment without a link, a confirmation without a time, and an id that would lead to another path. */
const MALFORMED = new Map<number, object>([
  [17, { links: {} }],
  [100, { created_at: 'yesterday' }],
  [249, { links: { payment: '../customers' } }],
]);

const eventOf = (at: number) => {
  const [resource = '', action = ''] = STORY[Math.floor(at / PURCHASES)] ?? [];
  const purchase = at % PURCHASES;
  return {
    id: `EV${at}`,
    created_at: new Date(AT + at * 1000).toISOString(),
    resource_type: resource,
    action,
    links: resource === 'refunds' ? { refund: `RF${purchase}` } : { payment: `PM${purchase}` },
    details: { origin: 'gocardless', cause: action, description: '' },
    metadata: {},
    resource_metadata: { order_id: `order-${purchase}` },
    ...MALFORMED.get(at),
  };
};

/** 250 events of 40 purchases, three of them malformed, the last one first. */
export const manyEvents = (webhookId = 'WB1') => ({
  events: Array.from({ length: EVENTS }, (_, at) => eventOf(EVENTS - 1 - at)),
  meta: { webhook_id: webhookId },
});

/** The job that ingest makes of an authentic body. */
export const gocardlessJob = (account: string, body: object): DeliveryJob =>
  jobOf('gocardless', Buffer.from(JSON.stringify(body)), { account });

/** The account of a test, with or without an access token. */
export function gocardlessAccounts(
  name: string,
  settings: { readonly accessToken?: string; readonly apiUrl?: string },
) {
  const provider = findProvider('gocardless');
  if (!provider) throw new Error('gocardless is not registered');
  return indexAccounts([{ provider, name, mode: 'test', settings: provider.settings.parse(settings) }]);
}

/** Real requests, and no certificates. */
export const REQUESTS = {
  now: () => new Date('2026-03-02T10:00:00.000Z'),
  fetch: outboundFetch,
  fetchCertificate: () => Promise.reject(new Error('nothing is to be fetched')),
};

/** GoCardless's API over HTTP on the loopback address: each payment is £10.00, each refund £3.00. */
export async function startGocardlessApi(token: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { authorization, 'gocardless-version': version } = request.headers;
    const [, object = '', number] = /^\/(payments|refunds)\/(?:PM|RF)(\d+)$/.exec(request.url ?? '') ?? [];
    asked.push(request.url ?? '');
    const [status, body] =
      authorization !== `Bearer ${token}` || version !== '2015-07-06'
        ? [401, {}]
        : number === undefined
          ? [404, {}]
          : [200, { [object]: ANSWERS[object]?.(number) }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** The paths that were asked for since the last call. */
    takeAsked: () => asked.splice(0),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ANSWERS: Readonly<Record<string, (number: string) => object>> = {
  payments: (number) => ({
    id: `PM${number}`,
    amount: 1000,
    currency: 'GBP',
    status: 'paid_out',
    created_at: '2026-03-02T09:00:00.000Z',
    charge_date: '2026-03-04',
    metadata: { order_id: `order-${number}` },
    links: { mandate: 'MD1', creditor: 'CR1' },
  }),
  refunds: (number) => ({
    id: `RF${number}`,
    amount: 300,
    currency: 'GBP',
    status: 'paid',
    links: { payment: `PM${number}` },
  }),
};
