import {
  type ApiRequest,
  isNone,
  PAGE_BYTES,
  peekJson,
  rawItems,
  type Span,
  UnavailableError,
  UnusableEventError,
} from '../../contract/index.ts';
import { callStripe, pathId, type StripeAccess } from './api.ts';

/** One entry of a list: its id, its parsed form, and its bytes in the answer. */
interface ListEntry {
  readonly id: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

export interface ListPage {
  readonly entries: readonly ListEntry[];
  readonly next?: string;
  /** When the page was asked for, by Stripe's clock. */
  readonly askedAt: Date;
}

/** The longest page that Stripe gives (docs.stripe.com/api/pagination). */
const PER_PAGE = 100;
/** Stripe may take longer for a page of expanded objects than for one object. */
const TIMEOUT_MS = 30_000;

/**
 * One page of a list of the v1 API, the newest entry first. The position of a page is the id of the last entry before it: `starting_after` leads to
 * older entries, so that entries which are added meanwhile do not move it.
 *
 * @param span entries that were created in it
 * @throws {ApiRefusedError} as `callApi`
 * @throws {UnavailableError} as `callApi`; also if the answer is no list, or if the page does not continue the one before it
 */
export async function readListPage(
  {
    path,
    query = {},
    span,
    page,
    version,
  }: Pick<ApiRequest, 'path' | 'query'> & {
    readonly span?: Span;
    readonly page: string | undefined;
    readonly version: 'pinned' | 'of the account';
  },
  access: StripeAccess,
): Promise<ListPage> {
  const answer = await callStripe(
    {
      path,
      query: {
        limit: PER_PAGE,
        ...(span && { 'created[gte]': unixSeconds(span.from), 'created[lt]': unixSeconds(span.to) }),
        ...(page === undefined ? {} : { starting_after: pathId(page) }),
        ...query,
      },
      maxBytes: PAGE_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
    access,
    { version },
  );
  if (!answer) throw new UnavailableError(`Stripe's API answered 404 to the list ${path}`);
  const entries = entriesIn(answer.body, path);
  const hasMore = peekJson(answer.body)?.['has_more'] === true;
  const last = entries.at(-1)?.id;
  if (hasMore && (last === undefined || last === page))
    throw new UnavailableError(
      `Stripe's API answered to the list ${path} with a page that does not continue`,
    );
  return { entries, askedAt: answer.askedAt, ...(hasMore && last !== undefined ? { next: last } : {}) };
}

/** `created` counts whole seconds, so the first second that is not before the time. */
const unixSeconds = (time: Date): number => Math.ceil(time.getTime() / 1000);

function entriesIn(body: Buffer, path: string): readonly ListEntry[] {
  const items = itemsIn(body);
  const entries = items?.map((item) => ({ body: item, json: peekJson(item) }));
  if (!entries?.every(isEntry))
    throw new UnavailableError(`Stripe's API answered to the list ${path} with something that is not a list`);
  return entries.map(({ body: item, json }) => ({ body: item, json, id: String(json['id']) }));
}

function itemsIn(body: Buffer): readonly Buffer[] | undefined {
  try {
    return rawItems(body, 'data');
  } catch (error) {
    if (error instanceof UnusableEventError) return undefined;
    throw error;
  }
}

const isEntry = (entry: {
  readonly body: Buffer;
  readonly json: Readonly<Record<string, unknown>> | undefined;
}): entry is { body: Buffer; json: Readonly<Record<string, unknown>> } =>
  typeof entry.json?.['id'] === 'string' && !isNone(entry.json['id']);
