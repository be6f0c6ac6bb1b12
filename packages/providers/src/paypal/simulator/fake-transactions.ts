import { isWithin, json, numberIn, problem, type Route } from './fake-answers.ts';
import type { FakePaypalOptions } from './fake-options.ts';

const PATH = '/v1/reporting/transactions';
const MAX_DAYS = 31;

/** One movement of money. */
export interface FakeTransaction {
  readonly id: string;
  /** T-code: T0006 checkout, T0002 subscription, T1107 refund, T1106 reversal. */
  readonly code: string;
  /** `2026-03-04T10:00:00Z` */
  readonly initiatedAt: string;
  /** Negative if money went out. */
  readonly amount: { readonly currency_code: string; readonly value: string };
  /** The transaction that it belongs to. */
  readonly reference?: string;
}

/** The transaction search: the whole account, by pages, complete up to `refreshedAt`. */
export function createFakeTransactions({
  now,
  refreshedAt = now,
  maxTransactions = 10_000,
}: Pick<FakePaypalOptions, 'now' | 'refreshedAt' | 'maxTransactions'>) {
  const all: FakeTransaction[] = [];

  const answer: Route = (request) => {
    if (request.method !== 'GET' || request.path !== PATH) return undefined;
    const [start, asked] = [request.query.get('start_date') ?? '', request.query.get('end_date') ?? ''];
    const days = (Date.parse(asked) - Date.parse(start)) / 86_400_000;
    if (!(days >= 0 && days <= MAX_DAYS))
      return problem(400, 'INVALID_REQUEST', 'Date range is greater than 31 days');
    const refreshed = inReport(refreshedAt());
    if (Date.parse(start) > Date.parse(refreshed))
      return problem(400, 'INVALID_REQUEST', 'Data for the given start date is not available.');
    const end = Date.parse(asked) < Date.parse(refreshed) ? asked : refreshed;
    const found = all
      .filter(({ initiatedAt }) => isWithin(initiatedAt, start, end))
      .toSorted((a, b) => Date.parse(a.initiatedAt) - Date.parse(b.initiatedAt));
    if (found.length > maxTransactions) return problem(400, 'RESULTSET_TOO_LARGE');
    const [page, size] = [numberIn(request, 'page', 1), numberIn(request, 'page_size', 100)];
    return json(200, {
      transaction_details: found.slice((page - 1) * size, page * size).map(detailsOf),
      account_number: 'SELLER1234567',
      start_date: start,
      end_date: end,
      last_refreshed_datetime: refreshed,
      page,
      total_items: found.length,
      total_pages: Math.ceil(found.length / size),
    });
  };

  return { add: (transaction: FakeTransaction) => void all.push(transaction), answer };
}

const detailsOf = ({ id, code, initiatedAt, amount, reference }: FakeTransaction) => ({
  transaction_info: {
    transaction_id: id,
    ...(reference && { paypal_reference_id: reference, paypal_reference_id_type: 'TXN' }),
    transaction_event_code: code,
    transaction_initiation_date: initiatedAt,
    transaction_updated_date: initiatedAt,
    transaction_amount: amount,
    transaction_status: 'S',
  },
});

/** `2026-03-04T10:00:00+0000`, as the search writes its times. */
const inReport = (time: Date): string => `${time.toISOString().slice(0, 19)}+0000`;
