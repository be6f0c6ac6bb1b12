import { isRecord } from '@payspool/events';
import type { Mode } from '../contract/index.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The mode by `test` of an order or transaction, which is true for the bogus gateway and for test cards. A refund has the mode of its
 * transactions, if all have the same. A dispute states none.
 */
export function modeOf(body: Json): Mode | undefined {
  if (typeof body.test === 'boolean') return body.test ? 'test' : 'live';
  const { transactions } = body;
  if (!Array.isArray(transactions)) return undefined;
  const [first, ...others] = transactions.map((transaction) =>
    isRecord(transaction) ? transaction.test : undefined,
  );
  if (typeof first !== 'boolean' || others.some((test) => test !== first)) return undefined;
  return first ? 'test' : 'live';
}
