import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An event in the API's list. */
interface ListedEvent {
  readonly id: string;
  readonly at: Date;
  /** The connected merchant whose event it is. */
  readonly account?: string;
  readonly type?: string;
  /** It is not in the list yet. */
  readonly isLate?: true;
}

/** One request that the API got. */
interface AskedPage {
  readonly key: string | undefined;
  readonly account: string | undefined;
  readonly page: string | undefined;
  readonly from: number;
  readonly to: number;
}

const bodyOf = ({ id, at, account, type = 'customer.updated' }: ListedEvent) => ({
  id,
  object: 'event',
  type,
  created: at.getTime() / 1000,
  livemode: false,
  ...(account === undefined ? {} : { account }),
  data: { object: { id: `cus_${id}`, object: 'customer' } },
});

const PAGE = 3;

/**
 * An API with a list of events and single objects, over HTTP on the loopback address: the newest first, three on a page, the next page
 * named by the last id. It answers with a status from `failures` instead, as long as there is one.
 */
export async function startListingApi() {
  const events: ListedEvent[] = [];
  const objects = new Map<string, object>();
  const asked: AskedPage[] = [];
  /** The clock of the API, in the header `Date` of its answers. */
  const clock = { now: new Date() };
  const failures: { readonly status: number; readonly retryAfter?: string }[] = [];
  const gets: string[] = [];

  const answer = (request: IncomingMessage): object | undefined => {
    const url = new URL(request.url ?? '', 'http://api');
    const header = (name: string) => request.headers[name] as string | undefined;
    if (url.pathname !== '/events') {
      gets.push(decodeURIComponent(url.pathname));
      return objects.get(decodeURIComponent(url.pathname));
    }
    const page = url.searchParams.get('page') ?? undefined;
    const [from, to] = ['from', 'to'].map((name) => Number(url.searchParams.get(name)));
    const account = header('x-account');
    asked.push({ key: header('authorization'), account, page, from: from ?? 0, to: to ?? 0 });
    const listed = events
      .filter((event) => event.account === account && !event.isLate)
      .filter(({ at }) => at.getTime() >= (from ?? 0) && at.getTime() < (to ?? 0))
      .toSorted((one, other) => other.at.getTime() - one.at.getTime());
    const start = page === undefined ? 0 : listed.findIndex(({ id }) => id === page) + 1;
    const items = listed.slice(start, start + PAGE);
    return { events: items.map(bodyOf), ...(start + PAGE < listed.length && { next: items.at(-1)?.id }) };
  };

  const server = createServer((request, response) => {
    const failure = failures.shift();
    const body = failure ? undefined : answer(request);
    const { status = body ? 200 : 404, retryAfter } = failure ?? {};
    response
      .writeHead(status, {
        'content-type': 'application/json',
        date: clock.now.toUTCString(),
        ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
      })
      .end(JSON.stringify(body ?? { error: 'not answered' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    events,
    clock,
    objects,
    asked,
    gets,
    failures,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve()) && server.closeAllConnections()),
  };
}

/** An instant of the day of the tests: `at('11:30')`. */
export const at = (time: string): Date => new Date(`2026-03-01T${time}:00.000Z`);
