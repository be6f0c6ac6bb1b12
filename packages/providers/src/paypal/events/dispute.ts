import type { DisputeStatus, EventFacts, Money } from '@payspool/events';
import { UnusableEventError } from '../../contract/errors.ts';
import { sumOf } from '../money.ts';
import { readResource } from '../read-resource.ts';
import { Dispute, type DisputedTransaction } from '../schema.ts';
import { type EventHandler, lookUpWord, unknownWord } from './event-handler.ts';

/** Outcome codes, by their effect on the merchant's money. With a payout PayPal pays, and the merchant loses nothing. */
export const DISPUTE_OUTCOMES: Readonly<Record<string, DisputeStatus>> = {
  RESOLVED_BUYER_FAVOUR: 'lost',
  ACCEPTED: 'lost',
  RESOLVED_SELLER_FAVOUR: 'won',
  CANCELED_BY_BUYER: 'closed',
  RESOLVED_WITH_PAYOUT: 'closed',
  DENIED: 'closed',
  NONE: 'closed',
};

const DECIDING = ['dispute_id', 'dispute_amount', 'dispute_outcome.amount_refunded'];

/** The maximum length of `sharedBy` in a canonical event. */
const MAX_TRANSACTIONS = 100;

/**
 * A dispute, by its event and status. The outcome code has the result; an unknown or absent outcome means `closed`. A dispute
 * over several transactions has a part for each, because they may belong to different purchases.
 */
export const dispute =
  (named: 'open' | 'resolved'): EventHandler =>
  (event) => {
    const { resource, warnings: odd } = readResource(Dispute, event.resource, DECIDING);
    const resolved = named === 'resolved' || resource.status === 'RESOLVED';
    const code = resource.dispute_outcome?.outcome_code;
    const status = resolved ? (lookUpWord(DISPUTE_OUTCOMES, code) ?? 'closed') : 'opened';
    const warnings = [...odd, ...(resolved ? unknownWord('dispute outcome', code, DISPUTE_OUTCOMES) : [])];
    const facts: EventFacts = {
      type: `dispute.${status}`,
      occurredAt: event.occurredAt,
      disputeRef: resource.dispute_id,
      providerStatus: resolved ? (code ?? resource.status) : resource.status,
      reason: resource.reason,
    };
    // The taken amount may be smaller than the requested one.
    const total =
      (status === 'lost' ? resource.dispute_outcome?.amount_refunded : undefined) ?? resource.dispute_amount;

    const transactions = distinct(resource.disputed_transactions);
    const refs = transactions.flatMap(({ ref }) => ref ?? []).toSorted();
    const [only] = refs;
    if (only === undefined) return { facts: [{ ...facts, amount: total }], warnings };
    if (transactions.length === 1)
      return {
        facts: [{ ...facts, paymentRef: only, transactionRef: only, amount: total }],
        warnings,
      };
    if (refs.length > MAX_TRANSACTIONS)
      throw new UnusableEventError('too_many_transactions', {
        path: 'resource.disputed_transactions',
        message: `a dispute over more than ${MAX_TRANSACTIONS} transactions`,
      });

    const shares = sharesOf(transactions, total);
    const unclear = shares || !total ? [] : ['the dispute does not say how much of it each transaction is'];
    const partOf = (ref: string) => ({
      ...facts,
      paymentRef: ref,
      transactionRef: ref,
      sharedBy: refs.length > 1 ? refs : undefined,
      ...(shares ? { amount: shares.get(ref) } : { sharedAmount: refs.length > 1 ? total : undefined }),
    });
    if (refs.length === 1) return { facts: [partOf(only)], warnings: [...warnings, ...unclear] };
    return {
      parts: refs.map((ref) => ({ key: ref, facts: [partOf(ref)] })),
      warnings: [...warnings, ...unclear],
    };
  };

interface Transaction {
  /** The id of the capture or sale that PayPal shows to the merchant. */
  readonly ref: string | undefined;
  /** The possible disputed amounts, the more exact one first: that of its items, then the whole transaction. */
  readonly amounts: readonly (Money | undefined)[];
}

/** Each transaction once, even if the list has it several times. An amount that differs between two entries counts as absent. */
function distinct(entries: readonly DisputedTransaction[]): Transaction[] {
  const read = entries.map((entry): Transaction => ({
    ref: entry.seller_transaction_id,
    amounts: amountsOf(entry),
  }));
  const unnamed = read.filter(({ ref }) => ref === undefined);
  const named = [...new Set(read.flatMap(({ ref }) => ref ?? []))].map((ref) => {
    const same = read.filter((transaction) => transaction.ref === ref);
    return { ref, amounts: [0, 1].map((place) => agreed(same.map(({ amounts }) => amounts[place]))) };
  });
  return [...named, ...unnamed];
}

function amountsOf({ items, gross_amount }: DisputedTransaction): (Money | undefined)[] {
  const ofItems = items.flatMap(({ dispute_amount }) => dispute_amount ?? []);
  return [ofItems.length === items.length ? sumOf(ofItems) : undefined, gross_amount];
}

const agreed = (amounts: readonly (Money | undefined)[]): Money | undefined =>
  amounts.every(
    (amount) => amount?.amountMinor === amounts[0]?.amountMinor && amount?.currency === amounts[0]?.currency,
  )
    ? amounts[0]
    : undefined;

/**
 * The amount of each transaction in the dispute, if PayPal's amounts add up to the whole. `gross_amount` is the whole
 * transaction, of which a part may be in dispute.
 */
function sharesOf(
  transactions: readonly Transaction[],
  total: Money | undefined,
): ReadonlyMap<string | undefined, Money> | undefined {
  for (const place of [0, 1]) {
    const amounts = transactions.flatMap(({ amounts: said }) => said[place] ?? []);
    const sum = amounts.length === transactions.length ? sumOf(amounts) : undefined;
    const addsUp = !total || (sum?.currency === total.currency && sum.amountMinor === total.amountMinor);
    if (sum && addsUp) return new Map(transactions.map(({ ref }, index) => [ref, amounts[index] ?? sum]));
  }
  return undefined;
}
