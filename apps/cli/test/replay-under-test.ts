import { openDatabase } from '@payspool/db';
import type { EventFilter, Step } from '@payspool/operations';
import { recordWithoutEffects } from '@payspool/projection';
import { type Account, indexAccounts, type Normalised, type Provider } from '@payspool/providers';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, inject } from 'vitest';
import { fake } from '../../../packages/providers/src/fake/index.ts';
import { runNew } from '../src/operations/run-here.ts';

export const charge = (id: string, fields: object = {}) => ({
  id: `evt_${id}`,
  kind: 'charge_paid',
  at: 1_769_860_800,
  charge: { id: `ch_${id}`, order: `ord_${id}`, cents: 100, currency: 'EUR', ...fields },
});
const bodyOf = (events: readonly object[]) =>
  Buffer.from(JSON.stringify({ id: 'evt_batch', kind: 'charge_batch', at: 1_769_860_900, events }));

/** Simulates other code that reads a delivery differently. */
export type Reading = (normalised: Normalised) => Normalised;

/** `payspool replay` on a database of this test file, with deliveries of the provider `fake`. */
export function useReplay() {
  let tables: Awaited<ReturnType<typeof createDatabase>>;
  let open: ReturnType<typeof openDatabase>;
  beforeAll(async () => {
    tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
    open = openDatabase({ url: tables.url, poolSize: 4 });
  });
  afterAll(async () => {
    await open.close();
    await tables.drop();
  });

  /** A delivery with its body, which no release could read so far. */
  const recorded = (account: string, events: readonly object[], eventKey = 'evt_batch') =>
    recordWithoutEffects(
      open.prisma,
      {
        provider: 'fake',
        account,
        eventKey,
        type: 'charge_batch',
        receivedAt: new Date('2026-01-31T12:10:00.000Z'),
        mode: 'test',
        rawBody: bodyOf(events),
        headers: {},
      },
      { status: 'failed', error: 'schema_violation: kind' },
    );

  /** Runs `payspool replay` for these events with the current code, changed by `reading`. */
  async function replay(
    filter: EventFilter & { readonly account: string },
    {
      reading = (read) => read,
      dryRun = false,
      react = false,
    }: { readonly reading?: Reading; readonly dryRun?: boolean; readonly react?: boolean } = {},
  ) {
    const provider: Provider = {
      ...(fake as unknown as Provider),
      normalise: (delivery, settings) => reading((fake as unknown as Provider).normalise(delivery, settings)),
    };
    const name = filter.account.split('/')[0] ?? '';
    const account: Account = { provider, name, mode: 'test', settings: {} };
    const done: string[] = [];
    let transitions = 0;
    await runNew(
      { kind: 'replay', params: { filter, react }, isRehearsal: dryRun },
      {
        db: open.prisma,
        accounts: indexAccounts([account]),
        emit: (item) => {
          const step = item as Step;
          if ('skipped' in step) {
            done.push(`skipped: ${step.skipped}`);
            return;
          }
          const { from, to } = step.replayed.status;
          transitions += step.replayed.transitions;
          done.push(`${step.event.eventKey}: ${from} → ${to}`);
        },
      },
    );
    return { done, transitions };
  }

  const rowsOf = async (account: string) => {
    const rows = await open.prisma.event.findMany({ where: { account }, orderBy: { eventKey: 'asc' } });
    return rows.map(({ eventKey, status }) => `${eventKey} ${status}`);
  };
  const ordersOf = async (account: string) => {
    const orders = await open.prisma.order.findMany({ where: { account }, orderBy: { orderRef: 'asc' } });
    return orders.map(({ orderRef, status, paidMinor }) => `${orderRef} ${status} ${paidMinor.toFixed()}`);
  };
  return {
    get db() {
      return open.prisma;
    },
    get url() {
      return tables.url;
    },
    recorded,
    replay,
    rowsOf,
    ordersOf,
  };
}
