import { afterEach } from 'vitest';
import { type Page } from '../../contract/index.ts';
import { outboundFetch } from '../../io/outbound-fetch.ts';
import { type ApiServer, startApiServer } from '../../simulator/api-server.ts';
import type { SimulatedDelivery } from '../../simulator/contract.ts';
import { createFakeApi, FAKE_API_KEY } from '../simulator/fake-api.ts';
import { withDefaults } from '../simulator/fixtures/made-event.ts';
import { simulator } from '../simulator/index.ts';
import type { StripeSettings } from '../settings.ts';
import type { StripeAccess } from './api.ts';

/** The time in these tests. */
export const NOW = new Date('2026-03-01T12:00:00.000Z');
/** The start of the scenarios: an hour and a half before. */
export const START = new Date('2026-03-01T10:30:00.000Z');

const servers: ApiServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

/** The fake of Stripe's API over HTTP on loopback, and what a call needs. */
export async function openApi(options: Partial<Parameters<typeof createFakeApi>[0]> = {}) {
  const clock = { now: NOW };
  const fake = createFakeApi({ now: () => clock.now, ...options });
  const server = await startApiServer(fake);
  servers.push(server);
  let calls = 0;
  const accessWith = (chosen: Partial<StripeSettings> = {}, merchant?: string): StripeAccess => ({
    settings: withDefaults({ apiKey: FAKE_API_KEY, apiUrl: server.url, ...chosen }),
    mode: 'test',
    io: { fetch: outboundFetch, now: () => clock.now },
    takeCall: async () => {
      calls += 1;
    },
    merchant,
  });
  return { fake, clock, access: accessWith(), accessWith, calls: () => calls };
}

/** The deliveries of a scenario whose objects have `uid` in their ids. */
export const deliveriesOf = (
  name: keyof typeof simulator.scenarios,
  uid: string,
): readonly SimulatedDelivery[] => simulator.scenarios[name]?.({ uid, startsAt: START }).deliveries ?? [];

/** All items of a list, with the number of its pages. */
export async function readAll<Item>(
  list: (page: string | undefined) => Promise<Page<Item>>,
): Promise<{ readonly items: readonly Item[]; readonly pages: number }> {
  const items: Item[] = [];
  let page: string | undefined;
  let pages = 0;
  do {
    const read = await list(page);
    items.push(...read.items);
    page = read.next;
    pages += 1;
  } while (page !== undefined);
  return { items, pages };
}
