import type { Provider } from '@payspool/providers';

/** The path of a delivery, as ingest reads it. Without one it is that of the account `default`. */
export function pathOf(
  path: string | undefined,
  { slug }: Pick<Provider, 'slug'>,
): {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** What follows the provider: the name of an account, or a token. */
  readonly segment?: string;
} {
  const url = new URL(path ?? `/webhooks/${slug}`, 'http://ingest');
  const segment = url.pathname.split('/')[3];
  return {
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    ...(segment === undefined || segment === '' ? {} : { segment }),
  };
}
