/** The only maker of addresses of the dashboard. Each part is encoded, so that no id can lead elsewhere. */
type Href = string;

/** An event, an order or a subscription: a provider, an account, and the id that the provider gave. */
interface AtAccount {
  readonly provider: string;
  readonly account: string;
}

/** What an address has after the `?`. What is `undefined` or empty is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

const part = (text: string): string =>
  // A path must not contain `.` or `..` as a part, and an address that ends in `.json` asks for JSON.
  encodeURIComponent(text)
    .replace(/^\.{1,2}$/, (dots) => dots.replaceAll('.', '%2E'))
    .replace(/\.json$/, '%2Ejson');

function at(parts: readonly string[], query: Query = {}): Href {
  const path = `/${parts.map(part).join('/')}`;
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`;
}

const list = (name: string) => (query?: Query) => at([name], query);

export const href = {
  overview: () => '/' as Href,
  events: list('events'),
  event: (event: AtAccount & { readonly eventKey: string }, query?: Query) =>
    at(['events', event.provider, event.account, event.eventKey], query),
  eventBody: (event: AtAccount & { readonly eventKey: string }) =>
    at(['events', event.provider, event.account, event.eventKey, 'body']),
  orders: list('orders'),
  order: (order: AtAccount & { readonly orderRef: string }, query?: Query) =>
    at(['orders', order.provider, order.account, order.orderRef], query),
  subscriptions: list('subscriptions'),
  subscription: (subscription: AtAccount & { readonly subscriptionRef: string }, query?: Query) =>
    at(['subscriptions', subscription.provider, subscription.account, subscription.subscriptionRef], query),
  money: list('money'),
  reactions: list('reactions'),
  reaction: (reaction: { readonly outboxId: bigint | string; readonly consumer: string }) =>
    at(['reactions', String(reaction.outboxId), reaction.consumer]),
  failures: list('failures'),
  drift: list('drift'),
  refusals: list('refusals'),
  operations: list('operations'),
  operation: (id: bigint | string, query?: Query) => at(['operations', String(id)], query),
  /** The form that asks for an operation, with its fields filled in. */
  newOperation: (query?: Query) => at(['operations', 'new'], query),
  abortOperation: (id: bigint) => at(['operations', String(id), 'abort']),
  doOperation: (id: bigint) => at(['operations', String(id), 'do']),
  account: ({ provider, account }: AtAccount) => at(['accounts', provider, account]),
  audit: list('audit'),
  tail: list('tail'),
  storage: list('storage'),
  find: (id?: string) => at(['find'], { id }),
  queues: () => '/queues/' as Href,
  login: (next?: string) => at(['login'], { next }),
  logout: () => '/logout' as Href,
  /** The same page with other values after the `?`. What is `undefined` is removed. */
  withQuery: (path: string, query: Query, changed: Query): Href =>
    at(path.split('/').slice(1).map(decodeURIComponent), { ...query, ...changed }),
  /** The same data as JSON. */
  json: (path: string, query: Query = {}): Href => {
    const address = at(path.split('/').slice(1).map(decodeURIComponent), query);
    const [, before = '', after = ''] = /^([^?]*)(.*)$/.exec(address) ?? [];
    return `${before === '/' ? '/index' : before}.json${after}`;
  },
} as const;
