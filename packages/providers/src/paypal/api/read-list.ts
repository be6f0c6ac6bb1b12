import { ApiRefusedError, type ApiRequest, ownLink, PAGE_BYTES } from '../../contract/api-access.ts';
import { UnavailableError } from '../../contract/errors.ts';
import { peekJson } from '../../contract/parse-body.ts';
import type { Observation } from '../../contract/provider-reads.ts';
import { rawItems } from '../../contract/raw-items.ts';
import { Links } from '../links.ts';
import { API, askPaypal, type PaypalAccess } from './api.ts';

/** A page of a list. */
export interface ReadPage {
  /** The bytes of each item, unchanged. */
  readonly items: readonly Buffer[];
  /** The answer itself, for its further fields. */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** A page of 100 events takes PayPal some seconds. */
const PAGE_TIMEOUT_MS = 30_000;

/**
 * Reads one page of a list. `key` is the field with the items.
 *
 * @throws {ApiRefusedError} as `callApi`, and if there is no such list
 * @throws {UnavailableError} as `callApi`, and for an answer that is not a list. An answer that cannot be read never counts as an empty list.
 */
export async function readPage(
  request: ApiRequest,
  { key, access }: { readonly key: string; readonly access: PaypalAccess },
): Promise<ReadPage> {
  const response = await askPaypal({ maxBytes: PAGE_BYTES, timeoutMs: PAGE_TIMEOUT_MS, ...request }, access);
  const [path] = request.path.split('?');
  if (!response) throw new ApiRefusedError(`PayPal's API has no list at ${path}`, { status: 404 });
  if (response.status === 204) return { items: [], answer: {} };
  const answer = peekJson(response.body);
  const items = answer && (rawItems(response.body, key) ?? (isEmptyPage(answer, key) ? [] : undefined));
  if (!answer || !items)
    throw new UnavailableError(`PayPal's API answered ${path} with something that is not a list of ${key}`);
  return { items, answer };
}

/** What each list has beside its items, which may be missing if there are none. */
const COMPANIONS = ['links', 'count', 'total_items'];
const isEmptyPage = (answer: Readonly<Record<string, unknown>>, key: string): boolean =>
  !Object.hasOwn(answer, key) && COMPANIONS.some((field) => Object.hasOwn(answer, field));

/**
 * PayPal's API has two names, and a link may have the other one: the samples of PayPal's own SDKs link to `api.paypal.com`
 * (PayPal-Java-SDK, `WebhookEventListTestCase`).
 */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'https://api-m.paypal.com': 'https://api.paypal.com/',
  'https://api-m.sandbox.paypal.com': 'https://api.sandbox.paypal.com/',
};

/**
 * The path and query of the next page, by `links[rel=next]`; `undefined` on the last page. The next page is always asked for at the
 * configured address, whatever name the link has.
 *
 * @throws {ApiRefusedError} for a link to any other address, and for a page that names itself as the next one
 */
export function nextPage(
  { links }: ReadPage['answer'],
  { under, asked, access }: { readonly under: string; readonly asked: string; readonly access: PaypalAccess },
): string | undefined {
  const href = Links.safeParse(links).data?.find(({ rel }) => rel?.toLowerCase() === 'next')?.href;
  if (href === undefined) return undefined;
  const base = API.base(access.settings, access.mode);
  const other = OTHER_NAMES[base];
  // The samples write the ampersands of a link as in HTML.
  const link = href.replaceAll('&amp;', '&');
  const own = other !== undefined && link.startsWith(other) ? `${base}/${link.slice(other.length)}` : link;
  const next = ownLink(own, { base, under });
  if (next === asked) throw repeats(under);
  return next;
}

/** A list whose pages repeat would never end. */
export const repeats = (path: string): ApiRefusedError =>
  new ApiRefusedError(`PayPal's list at ${path} repeats a page`, { status: 0, code: 'page_repeats' });

/**
 * Reads the objects that a page names, one call each, from the position `from` on. If the budget of calls ends in the middle, the page ends
 * there: what has been read is not lost, and the next page goes on at `at`.
 *
 * @throws whatever `read` throws for the first item, and any error of `read` that is not an `UnavailableError`
 */
export async function readEach<Item>(
  items: readonly Item[],
  from: number,
  read: (item: Item) => Promise<Observation | 'gone'>,
): Promise<{ readonly items: readonly Observation[]; readonly at: number }> {
  const found: Observation[] = [];
  for (const [offset, item] of items.slice(from).entries()) {
    try {
      const observation = await read(item);
      if (observation !== 'gone') found.push(observation);
    } catch (error) {
      if (!(error instanceof UnavailableError) || offset === 0) throw error;
      return { items: found, at: from + offset };
    }
  }
  return { items: found, at: items.length };
}

/** In whole seconds: not every list of PayPal documents fractions. A span becomes longer by up to a second at each end, never shorter. */
export const secondsBefore = (time: Date): string => inSeconds(Math.floor(time.getTime() / 1000));
export const secondsAfter = (time: Date): string => inSeconds(Math.ceil(time.getTime() / 1000));
const inSeconds = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
