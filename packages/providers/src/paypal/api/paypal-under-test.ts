import { onTestFinished } from 'vitest';
import type { Observation, Page } from '../../contract/provider-reads.ts';
import { outboundFetch } from '../../io/outbound-fetch.ts';
import { startApiServer } from '../../simulator/api-server.ts';
import { paypal } from '../index.ts';
import { createFakeApi } from '../simulator/fake-api.ts';
import type { FakePaypalOptions } from '../simulator/fake-options.ts';
import type { PaypalAccess } from './api.ts';

export const NOW = new Date('2026-03-10T12:00:00Z');
export const SPAN = { from: new Date('2026-03-04T00:00:00Z'), to: new Date('2026-03-05T00:00:00Z') };

/** Each account has an app of its own, because the process keeps one token for each app. */
let apps = 0;

/** For tests: a fake of PayPal's API over HTTP on loopback, and an account that reads from it. It ends with the test. */
export async function startPaypal(options: Partial<FakePaypalOptions> = {}) {
  const clock = { now: NOW };
  const calls = { taken: 0 };
  apps += 1;
  const credentials = { clientId: `app-${apps}`, clientSecret: 's3cret' };
  const api = createFakeApi({ now: () => clock.now, credentials, ...options });
  const server = await startApiServer(api);
  onTestFinished(server.close);
  const access: PaypalAccess = {
    settings: paypal.settings.parse({ webhookIds: 'HOOK1', apiUrl: server.url, ...credentials }),
    mode: 'test',
    io: { fetch: outboundFetch, now: () => clock.now },
    takeCall: () => {
      calls.taken += 1;
      return Promise.resolve();
    },
  };
  return { api, access, clock, calls, url: server.url };
}

/** For tests: all items of a list, page by page. */
export async function allOf<Item>(read: (page: string | undefined) => Promise<Page<Item>>) {
  const items: Item[] = [];
  let pages = 0;
  for (let page: string | undefined; pages === 0 || page !== undefined; pages += 1) {
    const { items: found, next } = await read(page);
    items.push(...found);
    page = next;
  }
  return { items, pages };
}

/** For tests: which objects were observed. */
export const named = (observations: readonly Observation[]) =>
  observations.map(({ kind, id }) => `${kind} ${id}`);

/** For tests: the rejection of a promise. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => new Error('no rejection'),
    (error: unknown) => error,
  );
