import { z } from 'zod';
import { ApiRefusedError } from '../../contract/api-access.ts';
import { UnavailableError } from '../../contract/errors.ts';
import { checkShape, readJson } from '../../contract/parse-body.ts';
import type { Observation, Page, Span } from '../../contract/provider-reads.ts';
import { fromIsoText } from '../../contract/timestamps.ts';
import type { PaypalAccess } from './api.ts';
import { getTransaction, Transaction } from './get-transaction.ts';
import { readPosition } from './position.ts';
import { readEach, readPage, type ReadPage, repeats, secondsAfter, secondsBefore } from './read-list.ts';

const PATH = '/v1/reporting/transactions';
/** The API allows 500. Each transaction needs one more call at least. */
const PAGE_SIZE = 20;
/** The API allows 31 days in one query. */
const MAX_QUERY_MS = 30 * 86_400_000;
/** A query with too many results is halved, but not further than this. */
const MIN_QUERY_MS = 60_000;
/** PayPal adds transactions several times an hour. */
const TRY_AGAIN_MS = 1_800_000;
/** A query that begins so recently may begin after the newest transaction of PayPal's search. */
const RECENT_MS = 2 * 86_400_000;

const Time = z.iso.datetime({ precision: 3 });
const Position = z.object({
  /** The begin and the end of the query. A span may need several queries. */
  from: Time,
  until: Time,
  page: z.int().positive(),
  /** Items of the page that have been read. */
  skip: z.int().nonnegative(),
  /** The first item of the page before, within the query. */
  before: z.string().optional(),
});
type Position = z.output<typeof Position>;

/**
 * The movements of money of the whole account in a span (`GET /v1/reporting/transactions`, PayPal-TypeScript-Server-SDK, `TransactionSearchController`),
 * each as the capture, sale or refund that moved it. A transaction appears up to three hours late or later: `last_refreshed_datetime` says up to
 * which time the search is complete, and a span is not read completely before that time has passed its end.
 *
 * @throws {ApiRefusedError} with the code `NOT_AUTHORIZED` if the app may not search transactions
 * @throws {UnavailableError} if PayPal's search has no data of the rest of the span yet
 */
export async function listTransactions(
  span: Span,
  page: string | undefined,
  access: PaypalAccess,
): Promise<Page<Observation>> {
  const position = page === undefined ? queryFrom(span.from, span) : readPosition(Position, page);
  const read = await search(position, access);
  if (read === 'too_many') return { items: [], next: JSON.stringify(halved(position)) };
  const transactions = read.items.map((item) =>
    checkShape(Transaction, readJson(item), ['transaction_details']),
  );
  const first = transactions[0]?.transaction_info.transaction_id;
  if (first !== undefined && first === position.before) throw repeats(PATH);
  const { items, at } = await readEach(transactions, position.skip, (transaction) =>
    getTransaction(transaction, access),
  );
  if (at < transactions.length) return { items, next: JSON.stringify({ ...position, skip: at }) };
  if (hasMore(read, position))
    return { items, next: JSON.stringify({ ...position, page: position.page + 1, skip: 0, before: first }) };
  const next = afterQuery(position, { read, span });
  return { items, next: next && JSON.stringify(next) };
}

/** The first page of the query that begins at `from` and ends with the span, or earlier if the API does not allow as much. */
function queryFrom(from: Date, { to }: Span): Position {
  const until = new Date(Math.min(from.getTime() + MAX_QUERY_MS, to.getTime()));
  return { from: from.toISOString(), until: until.toISOString(), page: 1, skip: 0 };
}

async function search({ from, until, page }: Position, access: PaypalAccess): Promise<ReadPage | 'too_many'> {
  const query = {
    start_date: secondsBefore(new Date(from)),
    end_date: secondsAfter(new Date(until)),
    fields: 'transaction_info',
    page_size: PAGE_SIZE,
    page,
  };
  try {
    return await readPage({ path: PATH, query }, { key: 'transaction_details', access });
  } catch (error) {
    if (!(error instanceof ApiRefusedError) || error.status !== 400) throw error;
    if (error.code === 'RESULTSET_TOO_LARGE' && Date.parse(until) - Date.parse(from) > MIN_QUERY_MS)
      return 'too_many';
    // "Data for the given start date is not available": paypal/PayPal-node-SDK issue 452.
    if (error.code === 'INVALID_REQUEST' && access.io.now().getTime() - Date.parse(from) < RECENT_MS)
      throw notYet(from, error);
    throw error;
  }
}

const halved = (position: Position): Position => {
  const [from, until] = [Date.parse(position.from), Date.parse(position.until)];
  return { ...position, until: new Date(Math.floor((from + until) / 2)).toISOString() };
};

const hasMore = ({ answer, items }: ReadPage, { page }: Position): boolean => {
  const pages = answer['total_pages'];
  return typeof pages === 'number' ? page < pages : items.length >= PAGE_SIZE;
};

/** The query after this one. It begins where PayPal's data ended, if that was before the end of this one. */
function afterQuery(
  { from, until }: Position,
  { read, span }: { readonly read: ReadPage; readonly span: Span },
): Position | undefined {
  const { last_refreshed_datetime: said } = read.answer;
  const refreshedAt = typeof said === 'string' ? fromIsoText(said) : undefined;
  const readUntil = refreshedAt !== undefined && refreshedAt < until ? refreshedAt : until;
  if (Date.parse(readUntil) >= span.to.getTime()) return undefined;
  if (readUntil <= from) throw notYet(from);
  return queryFrom(new Date(readUntil), span);
}

const notYet = (from: string, cause?: unknown): UnavailableError =>
  new UnavailableError(`PayPal's transaction search has no data from ${from} on yet`, {
    cause,
    retryAfterMs: TRY_AGAIN_MS,
  });
