import {
  type Found,
  LOOK_BACK_DAYS,
  overdueSubscriptions,
  refsPaidTwice,
  severalMerchants,
  undividedDisputes,
  unknownPeriods,
  unmatchedRefunds,
} from '@payspool/projection';
import { namesMerchant } from '@payspool/providers';
import { type Env, problemsOf } from '@payspool/runtime';
import { configuredAccounts } from '../configured.ts';
import { type Check, type Finding, ok, type Deployment, warning } from './check.ts';

/** What a finding says about rows that a person must look at. */
interface Words {
  readonly none: string;
  readonly some: (count: number) => string;
  readonly remedy: string;
}

/** One line about rows that a person must look at, with the first of them. */
export function foundFinding(name: string, { count, refs }: Found, { none, some, remedy }: Words): Finding {
  if (count === 0) return ok(name, none);
  const more = count > refs.length ? `, and ${count - refs.length} more` : '';
  return warning(name, `${some(count)}: ${refs.join('; ')}${more}`, remedy);
}

const lookFor = (
  name: string,
  find: (deployment: Deployment) => Promise<Found>,
  words: (settings: Deployment['settings']) => Words,
): Check => ({
  name,
  run: async (deployment) => {
    const said = words(deployment.settings);
    return [foundFinding(name, await find(deployment), said)];
  },
});

/** Checks for rows that only a person can judge or correct. */
export const purchaseChecks: readonly Check[] = [
  // Whether one endpoint account applies the events of several merchants.
  lookFor(
    'merchant accounts',
    ({ database, now, env }) =>
      severalMerchants(database(), { now: now(), limit: 10, isNamed: namedIn(env) }),
    () => ({
      none: `every endpoint account had events of one merchant, or of its configured merchants, in ${LOOK_BACK_DAYS} days`,
      some: (count) =>
        `${count} endpoint accounts applied events of several merchants in ${LOOK_BACK_DAYS} days`,
      remedy:
        "configure your own account id, so that payments of other merchants do not become your orders: set the provider's variable (RAZORPAY_ACCOUNT_ID), or `accountId` in ENDPOINTS_FILE, then run `payspool replay` for the account",
    }),
  ),
  lookFor(
    'merchant references',
    ({ database, now }) => refsPaidTwice(database(), { now: now(), limit: 20 }),
    () => ({
      none: `none was paid more than once in ${LOOK_BACK_DAYS} days`,
      some: (count) => `${count} are paid by more than one purchase`,
      remedy:
        'look them up in `orders` by `merchant_ref`. Either a customer paid twice (refund one), or the reference does not identify a purchase (send one that is used once)',
    }),
  ),
  // Refunds that no purchase includes.
  lookFor(
    'unmatched refunds',
    ({ database, now }) => unmatchedRefunds(database(), { now: now(), limit: 10 }),
    () => ({
      none: 'every refund has its payment',
      some: (count) => `${count} refunds name no payment and are in no sum`,
      remedy: 'look them up at the provider, and adjust their purchases by hand',
    }),
  ),
  // Disputes over several transactions whose single amounts are not known.
  lookFor(
    'undivided disputes',
    ({ database, now }) => undividedDisputes(database(), { now: now(), limit: 10 }),
    () => ({
      none: 'every disputed transaction has its amount',
      some: (count) =>
        `${count} disputes over several transactions state only one total amount and are in no sum`,
      remedy: 'look them up at the provider, and adjust each purchase by hand',
    }),
  ),
  // Ended subscriptions whose last paid period has no known end.
  lookFor(
    'unknown periods',
    ({ database, now }) => unknownPeriods(database(), { now: now(), limit: 10 }),
    () => ({
      none: 'the end of the paid period of every ended subscription is known',
      some: (count) => `${count} subscriptions ended in a paid period of unknown length`,
      remedy: 'look up at the provider how long each is paid, and grant or revoke access by hand',
    }),
  ),
  // Subscriptions that the provider continues although no event shows a payment.
  lookFor(
    'overdue subscriptions',
    ({ database, now, settings }) =>
      overdueSubscriptions(database(), { now: now(), limit: 10, graceHours: settings.accessGraceHours() }),
    ({ accessGraceHours }) => ({
      none: `no running subscription is unpaid for more than ${accessGraceHours()} h`,
      some: (count) =>
        `${count} still run, but their paid period ended more than ${accessGraceHours()} h ago`,
      remedy:
        'look them up at the provider. If they are paid, events of payments do not arrive: check the event types of the endpoint. If not, decide about access. ACCESS_GRACE_HOURS sets how long to wait',
    }),
  ),
];

/** Returns nothing if the settings cannot be read: the check `configuration` reports that. */
function namedIn(env: Env): (merchant: Parameters<typeof namesMerchant>[1]) => boolean {
  try {
    const accounts = configuredAccounts(env, { requireCredentials: false });
    return (merchant) => namesMerchant(accounts, merchant);
  } catch (error) {
    if (!problemsOf(error)) throw error;
    return () => false;
  }
}

const FAILED_EVENTS = 'failed events';

/** Counts the failed events of the last day. */
export const failedEvents: Check = {
  name: FAILED_EVENTS,
  run: async ({ database, now }) => {
    const since = new Date(now().getTime() - 86_400_000);
    const count = await database().event.count({ where: { status: 'failed', receivedAt: { gte: since } } });
    if (count === 0) return [ok(FAILED_EVENTS, 'none in 24 h')];
    return [
      warning(
        FAILED_EVENTS,
        `${count} in 24 h`,
        `see \`payspool events list --status failed --since ${since.toISOString().slice(0, 10)}\`, correct the cause, then run \`payspool replay\``,
      ),
    ];
  },
};

const OTHER_CURRENCIES = 'other currencies';
const DAYS = 30;

/** Finds refunds and lost disputes in another currency than the payment. They have rows, but no sum can include them. */
export const otherCurrencies: Check = {
  name: OTHER_CURRENCIES,
  run: async ({ database, now }) => {
    const since = new Date(now().getTime() - DAYS * 86_400_000);
    const [row] = await database().$queryRaw<{ count: number; example: string | null }[]>`
      SELECT count(*)::int AS count, min(returned.ref) AS example
      FROM (
        SELECT provider, account, payment_ref, currency, refund_ref AS ref
        FROM refunds WHERE status = 'succeeded' AND occurred_at >= ${since}
        UNION ALL
        SELECT provider, account, payment_ref, currency, dispute_ref AS ref
        FROM disputes WHERE status = 'lost' AND occurred_at >= ${since}
      ) AS returned
      JOIN payments USING (provider, account, payment_ref)
      WHERE payments.currency <> returned.currency`;
    return [otherCurrenciesFinding(row?.count ?? 0, row?.example ?? '')];
  },
};

const otherCurrenciesFinding = (count: number, example: string): Finding =>
  count === 0
    ? ok(OTHER_CURRENCIES, `no refund or lost dispute in another currency in ${DAYS} days`)
    : warning(
        OTHER_CURRENCIES,
        `${count} refunds and lost disputes of the last ${DAYS} days have another currency than their payment and are in no sum, for example ${example}`,
        'look at their rows in `refunds` and `disputes`, and adjust the affected orders by hand',
      );
