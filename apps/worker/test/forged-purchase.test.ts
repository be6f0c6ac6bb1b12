import { openDatabase } from '@payspool/db';
import { DEFAULT_SETTINGS, openErasedCustomers } from '@payspool/projection';
import { type Account, indexAccounts } from '@payspool/providers';
import type { DeliveryJob } from '@payspool/queue';
import { createLogger } from '@payspool/runtime';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { permutations } from '../../../packages/projection/test/histories/permutations.ts';
import { stripe } from '../../../packages/providers/src/stripe/index.ts';
import { createEventWriter } from '../src/event-writer.ts';
import { processDelivery } from '../src/process-delivery.ts';

let tables: Awaited<ReturnType<typeof createDatabase>>;
let open: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openDatabase({ url: tables.url, poolSize: 3 });
});
afterAll(async () => {
  await open.close();
  await tables.drop();
});

const CREATED = 1_767_268_860;

interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly object: object;
  /** The connected account of the event; absent for the platform's own account. */
  readonly account?: string;
}

/**
 * The victim's purchase at the platform is open. A seller pays an intent and marks an invoice as paid on the seller's own account, with the
 * id of that purchase.
 */
const opened: StripeEvent = {
  id: 'evt_open',
  type: 'payment_intent.created',
  object: {
    id: 'pi_victim',
    status: 'requires_payment_method',
    amount: 90_000,
    currency: 'eur',
    invoice: null,
    metadata: { order_id: 'A-17' },
  },
};
const paidBySeller: StripeEvent = {
  id: 'evt_forged',
  type: 'payment_intent.succeeded',
  account: 'acct_seller',
  object: {
    id: 'pi_seller',
    status: 'succeeded',
    amount: 100,
    amount_received: 100,
    currency: 'eur',
    invoice: null,
    metadata: { order_id: 'A-17' },
  },
};
const markedBySeller: StripeEvent = {
  id: 'evt_marked',
  type: 'invoice.paid',
  account: 'acct_seller',
  object: {
    id: 'in_seller',
    status: 'paid',
    amount_due: 90_000,
    paid_out_of_band: true,
    currency: 'eur',
    metadata: { order_id: 'A-17' },
  },
};

async function arrive(
  name: string,
  order: readonly StripeEvent[],
  { letIn }: { readonly letIn: readonly string[] },
) {
  const settings = stripe.settings.parse({ connectedAccounts: letIn });
  const account = { provider: stripe, name, mode: 'test', settings } as unknown as Account;
  const unused = () => Promise.reject(new Error('nothing is to be asked'));
  for (const { id, type, object, account: seller } of order) {
    const body = { id, object: 'event', type, created: CREATED, livemode: false, data: { object } };
    const job: DeliveryJob = {
      kind: 'event',
      provider: 'stripe',
      account: name,
      mode: 'test',
      eventKey: id,
      type,
      receivedAt: new Date('2026-01-01T12:05:00.000Z'),
      headers: {},
      body: Buffer.from(JSON.stringify(seller === undefined ? body : { ...body, account: seller })),
    };
    await processDelivery(job, {
      db: open.prisma,
      write: createEventWriter(open.prisma, { settings: DEFAULT_SETTINGS }),
      projection: DEFAULT_SETTINGS,
      erased: openErasedCustomers(open.prisma),
      accounts: indexAccounts([account]),
      queue: { enqueue: unused },
      io: { now: () => new Date('2026-01-01T12:05:03.000Z'), fetch: unused, fetchCertificate: unused },
      logger: createLogger({ app: 'worker', level: 'silent' }),
    });
  }
  const of = { account: { startsWith: name } };
  const [orders, events, published] = await Promise.all([
    open.prisma.order.findMany({ where: of, orderBy: { orderRef: 'asc' } }),
    open.prisma.event.findMany({ where: of, orderBy: { eventKey: 'asc' } }),
    open.prisma.outbox.findMany({ where: { account: name } }),
  ]);
  return {
    orders: orders.map((row) => [row.account, row.orderRef, row.status, row.merchantRef, row.access]),
    events: events.map((row) => [row.eventKey, row.account, row.providerAccount, row.status]),
    published: published.map(({ topic }) => topic),
  };
}

const ORDERS = [...permutations([opened, paidBySeller, markedBySeller])].map((order) => ({
  order,
  name: order.map(({ id }) => id.slice(4)).join('-'),
}));

describe("a seller's payments with the id of another merchant's purchase", () => {
  it.each(ORDERS)('are ignored, and the purchase is unchanged: $name', async ({ order, name }) => {
    const account = `shut-${name}`;
    const { orders, events, published } = await arrive(account, order, { letIn: [] });
    expect(orders).toEqual([[account, 'pi_victim', 'pending', 'A-17', 'none']]);
    expect(events).toEqual([
      ['evt_forged', `${account}/acct_seller`, 'acct_seller', 'ignored'],
      ['evt_marked', `${account}/acct_seller`, 'acct_seller', 'ignored'],
      ['evt_open', account, null, 'applied'],
    ]);
    expect(published).toEqual([]);
  });

  it.each(ORDERS)(
    'are orders of the seller’s own if the account is allowed: $name',
    async ({ order, name }) => {
      const account = `let-${name}`;
      const { orders, published } = await arrive(account, order, { letIn: ['acct_seller'] });
      const seller = `${account}/acct_seller`;
      expect(orders).toEqual([
        [seller, 'in_seller', 'paid', 'A-17', 'granted'],
        [seller, 'pi_seller', 'paid', 'A-17', 'granted'],
        [account, 'pi_victim', 'pending', 'A-17', 'none'],
      ]);
      expect(published).toEqual([]);
    },
  );
});
