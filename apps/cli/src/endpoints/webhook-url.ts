import { type Account, DEFAULT_ACCOUNT } from '@payspool/providers';
import { UsageError } from '../failure.ts';
import { labelOf } from './managed-account.ts';

type Addressed = Pick<Account, 'provider' | 'name' | 'settings'>;

/**
 * Whether two URLs reach the same receiver. Upper and lower case of scheme and host, the default port, a dot after the host,
 * percent-encoding, a slash at the end, and query and fragment make no difference.
 */
export function isSameAddress(one: string, other: string): boolean {
  const [first, second] = [addressOf(one), addressOf(other)];
  return first !== undefined && first === second;
}

function addressOf(text: string): string | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const { protocol, hostname, port, pathname } = new URL(text.trim());
  const host = hostname.replace(/\.$/, '');
  return `${protocol}//${host}${port === '' ? '' : `:${port}`}${decoded(pathname).replace(/\/+$/, '')}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The path of an account at ingest: `/webhooks/stripe`, `/webhooks/stripe/shop-eu`, or with the secret token. */
export function pathOfAccount({ provider, name, settings }: Addressed): string {
  const token = provider.route === 'token' ? settings['pathToken'] : undefined;
  const segment = typeof token === 'string' ? token : name === DEFAULT_ACCOUNT ? undefined : name;
  return `/webhooks/${provider.slug}${segment === undefined ? '' : `/${segment}`}`;
}

/** Whether ingest takes a request to this URL for the account. A proxy may have removed a path in front. */
export function leadsTo(url: string, account: Addressed): boolean {
  if (!URL.canParse(url)) return false;
  const path = decoded(new URL(url).pathname);
  const own = pathOfAccount(account);
  const isDefault = account.provider.route === 'account' && account.name === DEFAULT_ACCOUNT;
  return path.endsWith(own) || (isDefault && path.endsWith(`${own}/${DEFAULT_ACCOUNT}`));
}

/** Whether a URL has the form of Payspool's for a provider, whatever follows the provider: `…/webhooks/stripe`, `…/webhooks/stripe/x`. */
export function looksLikeOurs(url: string, slug: string): boolean {
  if (!URL.canParse(url)) return false;
  const [, after] = decoded(new URL(url).pathname).split(`/webhooks/${slug}`);
  return after !== undefined && /^(\/[^/]*)?$/.test(after);
}

/**
 * The webhook URL of an account, from the whole URL or only the origin of ingest: `https://pay.example.com` becomes
 * `https://pay.example.com/webhooks/stripe`.
 *
 * @throws {UsageError} if deliveries to this URL could not reach the account
 */
export function webhookUrl(text: string, account: Addressed & Pick<Account, 'mode'>): string {
  const given = text.trim();
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new UsageError('--url: expected an address such as https://pay.example.com');
  const url = new URL(given);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new UsageError('--url: expected an address without a user, a query or a fragment');
  if (url.protocol === 'http:' && account.mode === 'live')
    throw new UsageError('--url: a live endpoint needs https');
  if (url.pathname === '/') url.pathname = pathOfAccount(account);
  if (!leadsTo(url.href, account))
    throw new UsageError(
      `--url: ingest does not take deliveries of ${labelOf(account)} at this path: it must end with ${account.provider.route === 'token' ? `/webhooks/${account.provider.slug}/<token>` : pathOfAccount(account)}`,
    );
  return url.href;
}
