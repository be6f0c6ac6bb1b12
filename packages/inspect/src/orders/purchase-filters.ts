import { join, raw, sql, type Sql } from '@payspool/db/reader';
import { ORDER_ACCESS, ORDER_STATUSES, SUBSCRIPTION_STATUSES } from '@payspool/events';
import {
  anyWord,
  choiceKey,
  type FilteredList,
  type Key,
  moneyKey,
  timeKey,
  wordKey,
} from '../filter/index.ts';
import { aggregatesOfRefs } from '../owners.ts';
import { aggregatesWith } from './owned-rows.ts';

/** An id that leads to a purchase by `aliases`; with `*` the beginning of its own id. */
const refKey = (ownRef: string): Key => ({
  kind: 'word',
  help: 'any id that leads to it: of the order, subscription, payment, invoice, refund or dispute',
  isNarrow: true,
  condition: ({ texts, prefixes, spans }) =>
    either([
      ...(texts.length > 0 ? [sql`t.aggregate_id = ANY (ARRAY${aggregatesOfRefs(texts)})`] : []),
      ...(prefixes.length > 0 ? [anyWord(`t.${ownRef}`, { texts: [], prefixes, spans })] : []),
    ]),
});

/** A column that is indexed after provider and account. */
const ownedKey = (
  table: 'orders' | 'subscriptions',
  column: 'merchant_ref' | 'customer_ref',
  help: string,
): Key => ({
  kind: 'word',
  help,
  isNarrow: true,
  condition: (matches) =>
    matches.prefixes.length > 0
      ? anyWord(`t.${column}`, matches)
      : sql`(t.aggregate_id = ANY (ARRAY${aggregatesWith(table, column, matches.texts)})
          AND ${anyWord(`t.${column}`, matches)})`,
});

const either = (conditions: readonly Sql[]): Sql => sql`(${join(conditions, ' OR ')})`;

const common = {
  provider: wordKey({ column: 't.provider', help: 'the provider: `stripe`' }),
  account: wordKey({ column: 't.account', help: 'the account: `default`, or `default/acct_1`' }),
  updated: timeKey({ column: 't.updated_at', help: "time of its last event, by the provider's clock" }),
  created: timeKey({ column: 't.created_at', help: "time of its creation, by the provider's clock" }),
};

/** The keys of the list of orders. */
export const ORDERS: FilteredList = {
  name: 'orders',
  bareKey: 'order',
  window: { key: 'updated', value: '7d' },
  keys: {
    status: choiceKey({ column: 't.status', choices: ORDER_STATUSES, help: 'the status of the order' }),
    ...common,
    order: refKey('order_ref'),
    merchant: ownedKey('orders', 'merchant_ref', "the merchant's own id"),
    customer: ownedKey('orders', 'customer_ref', "the provider's id of the customer"),
    currency: wordKey({ column: 't.currency', help: 'the currency: `EUR`' }),
    amount: moneyKey({ column: 't.amount_minor', exponent: 't.exponent', help: 'the amount due' }),
    paid: moneyKey({
      column: 't.paid_minor',
      exponent: 't.exponent',
      help: 'the sum of its succeeded payments',
    }),
    refunded: moneyKey({
      column: 't.refunded_minor',
      exponent: 't.exponent',
      help: 'the sum of its refunds',
    }),
    disputed: yesNoKey('t.disputed', 'whether a dispute is open'),
    access: choiceKey({ column: 't.access', choices: ORDER_ACCESS, help: 'whether the customer may use it' }),
  },
};

/** The keys of the list of subscriptions. */
export const SUBSCRIPTIONS: FilteredList = {
  name: 'subscriptions',
  bareKey: 'subscription',
  window: { key: 'updated', value: '7d' },
  keys: {
    status: choiceKey({
      column: 't.status',
      choices: SUBSCRIPTION_STATUSES,
      help: 'the status of the subscription',
    }),
    ...common,
    subscription: refKey('subscription_ref'),
    merchant: ownedKey('subscriptions', 'merchant_ref', "the merchant's own id"),
    customer: ownedKey('subscriptions', 'customer_ref', "the provider's id of the customer"),
    plan: wordKey({ column: 't.plan_ref', help: "the provider's id of the plan or price" }),
    access: choiceKey({
      column: "(CASE WHEN t.valid_until <= now() THEN 'ended' ELSE t.access END)",
      choices: ['none', 'granted', 'ended'],
      help: 'whether the customer may use it',
    }),
    ends: timeKey({ column: 't.valid_until', help: 'when access ends, or ended' }),
    renews: timeKey({ column: 't.current_period_end', help: 'end of the period that is being billed' }),
  },
};

function yesNoKey(column: string, help: string): Key {
  return {
    kind: 'choice',
    choices: ['yes', 'no'],
    help,
    // Written as the condition of a partial index, so that Postgres uses it.
    condition: ({ texts }) => {
      const [isYes, isNo] = [texts.includes('yes'), texts.includes('no')];
      if (isYes && isNo) return sql`true`;
      return isYes ? raw(column) : sql`NOT ${raw(column)}`;
    },
  };
}
