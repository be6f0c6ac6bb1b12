import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A charge at the provider, as its API shows it now. */
export interface Charge {
  readonly id: string;
  readonly order: string;
  readonly cents: number | string;
  readonly cents_refunded?: number;
  readonly currency: string;
  readonly status: 'open' | 'paid' | 'declined';
  /** Unix seconds. */
  readonly created: number;
  readonly live?: boolean;
  readonly customer?: string;
}

/** Unix seconds of a time. */
export const unix = (text: string): number => Math.floor(Date.parse(text) / 1000);

/** A paid charge of its own order, 10.00 EUR. */
export const charge = (name: string, created: string, change: Partial<Charge> = {}): Charge => ({
  id: `ch_${name}`,
  order: `ord_${name}`,
  cents: 1000,
  currency: 'EUR',
  status: 'paid',
  created: unix(created),
  ...change,
});

/**
 * The API of a payment provider, over HTTP on the loopback address: charges and events, the newest first, ten on a page by default, the next page named
 * by the last id.
 */
export async function startShopApi({ pageSize = 10 }: { readonly pageSize?: number | undefined } = {}) {
  const charges = new Map<string, Charge>();
  const events: {
    readonly id: string;
    readonly kind: string;
    readonly at: number;
    readonly charge: object;
  }[] = [];
  const asked: string[] = [];
  let refusal: { readonly status: number; readonly onlyPath?: string } | undefined;
  let beforeGet: ((id: string) => Promise<void> | void) | undefined;
  const running = { now: 0, most: 0 };

  const pageOf = <Item extends { readonly id: string }>(
    items: readonly Item[],
    timeOf: (item: Item) => number,
    search: URLSearchParams,
  ) => {
    const [from = 0, to = 0] = ['from', 'to'].map((name) => Number(search.get(name)));
    const listed = items
      .filter((item) => timeOf(item) * 1000 >= from && timeOf(item) * 1000 < to)
      .toSorted((one, other) => timeOf(other) - timeOf(one) || (one.id < other.id ? -1 : 1));
    const page = search.get('page');
    const start = page === null ? 0 : listed.findIndex(({ id }) => id === page) + 1;
    const found = listed.slice(start, start + pageSize);
    return { items: found, ...(start + pageSize < listed.length && { next: found.at(-1)?.id }) };
  };

  const answer = async (url: URL): Promise<{ readonly status: number; readonly body: object }> => {
    if (refusal && (refusal.onlyPath === undefined || url.pathname.startsWith(refusal.onlyPath)))
      return { status: refusal.status, body: { error: { code: 'refused_here' } } };
    if (url.pathname === '/charges')
      return { status: 200, body: pageOf([...charges.values()], ({ created }) => created, url.searchParams) };
    if (url.pathname === '/events')
      return { status: 200, body: pageOf(events, ({ at }) => at, url.searchParams) };
    const id = decodeURIComponent(url.pathname.slice('/charges/'.length));
    await beforeGet?.(id);
    const found = charges.get(id);
    return found ? { status: 200, body: found } : { status: 404, body: {} };
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://api');
    asked.push(`${url.pathname}${url.search}`);
    running.now += 1;
    running.most = Math.max(running.most, running.now);
    const respond = async () => {
      const { status, body } = await answer(url);
      running.now -= 1;
      response
        .writeHead(status, {
          'content-type': 'application/json',
          ...(status === 429 && { 'retry-after': '0' }),
        })
        .end(JSON.stringify(body));
    };
    void respond();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    add: (...more: readonly Charge[]) => more.forEach((one) => charges.set(one.id, one)),
    remove: (id: string) => charges.delete(id),
    events,
    /** The paths of all requests. */
    asked,
    /** Refuses every request, or those of one path, until it is called without a status. */
    refuse: (status?: number, onlyPath?: string) => {
      refusal = status === undefined ? undefined : { status, ...(onlyPath !== undefined && { onlyPath }) };
    },
    /** Called before a single charge is shown. */
    onGet: (work: typeof beforeGet) => {
      beforeGet = work;
    },
    /** The most requests that were answered at the same time. */
    running,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve()) && server.closeAllConnections()),
  };
}
