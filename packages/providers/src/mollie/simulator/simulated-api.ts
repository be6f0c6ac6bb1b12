/** The outcome of a simulated payment. Those with `first` and `second` are payments of a subscription. */
const PAYMENTS = [
  'paid',
  'refunded',
  'chargedback',
  'activefirst',
  'canceledfirst',
  'renewedfirst',
  'renewedsecond',
] as const;
export type SimulatedPayment = (typeof PAYMENTS)[number];

const SUBSCRIPTIONS = ['active', 'canceled', 'renewed'] as const;
export type SimulatedSubscription = (typeof SUBSCRIPTIONS)[number];

/** Ids contain the answer of the simulation, which stores nothing else. `seconds` is the start of the scenario in Unix time. */
const ID = /^(tr|ord|sub)_sim_([a-z0-9]{1,20})_([a-z]{1,20})_(\d{1,10})$/;

interface Story {
  readonly uid: string;
  readonly outcome: string;
  readonly startsAt: Date;
}

const idOf = (kind: 'tr' | 'ord' | 'sub', { uid, outcome, startsAt }: Story): string =>
  `${kind}_sim_${uid}_${outcome}_${Math.floor(startsAt.getTime() / 1000)}`;

export const simulatedPaymentId = (
  story: Omit<Story, 'outcome'> & { readonly outcome: SimulatedPayment },
): string => idOf('tr', story);
export const simulatedOrderId = (story: Omit<Story, 'outcome'>): string =>
  idOf('ord', { ...story, outcome: 'failedthenpaid' });
export const simulatedSubscriptionId = (
  story: Omit<Story, 'outcome'> & { readonly outcome: SimulatedSubscription },
): string => idOf('sub', story);
export const simulatedCustomerId = (uid: string): string => `cst_sim_${uid}`;

const DAY = 86_400;
const PERIOD_DAYS = 31;
/** The first payment of the renewed subscription, in seconds after the start of the scenario. */
const A_PERIOD_EARLIER = -PERIOD_DAYS * DAY;

/** Answers the paths that `confirm` asks, as Mollie's API would. */
export function simulatedAnswer(path: string): { status: number; body: string } {
  const [, id = ''] =
    /^\/v2\/(?:payments|orders|customers\/[A-Za-z0-9_]+\/subscriptions)\/([A-Za-z0-9_]+)$/.exec(
      path.split('?')[0] ?? '',
    ) ?? [];
  const [, kind, uid = '', outcome = '', seconds] = ID.exec(id) ?? [];
  const story = { uid, outcome, startsAt: new Date(Number(seconds) * 1000) };
  const found =
    kind === 'tr'
      ? paymentOf(story)
      : kind === 'ord'
        ? orderOf(story)
        : kind === 'sub'
          ? subscriptionOf(story)
          : undefined;
  return found
    ? { status: 200, body: JSON.stringify(found) }
    : { status: 404, body: '{"status":404,"title":"Not Found","detail":"No such resource exists"}' };
}

/** As Mollie writes a time, `offset` seconds after the start. */
const timeOf = ({ startsAt }: Story, offset: number): string =>
  `${new Date(startsAt.getTime() + offset * 1000).toISOString().slice(0, 19)}+00:00`;

const AMOUNT = { currency: 'EUR', value: '25.00' };

/** A payment as `GET /v2/payments/{id}` gives it. */
function paymentOf(story: Story) {
  const outcome = PAYMENTS.find((known) => known === story.outcome);
  if (!outcome) return undefined;
  const id = idOf('tr', story);
  const isFirst = outcome.endsWith('first');
  const isOfSubscription = isFirst || outcome.endsWith('second');
  const begins = outcome === 'renewedfirst' ? A_PERIOD_EARLIER : 0;
  return {
    resource: 'payment',
    id,
    mode: 'test',
    amount: AMOUNT,
    description: 'Simulated payment',
    method: isOfSubscription ? 'directdebit' : 'ideal',
    metadata: { order_id: `order-${story.uid}` },
    status: 'paid',
    sequenceType: isOfSubscription ? 'recurring' : 'oneoff',
    createdAt: timeOf(story, begins),
    paidAt: timeOf(story, begins + 30),
    details: { consumerName: 'Simulated Buyer', consumerAccount: 'NL53INGB0618365937' },
    profileId: 'pfl_simulated',
    ...(isOfSubscription && {
      customerId: simulatedCustomerId(story.uid),
      subscriptionId: idOf('sub', { ...story, outcome: outcome.replace(/(first|second)$/, '') }),
    }),
    _embedded: {
      refunds: outcome === 'refunded' ? [simulatedRefund(story)] : [],
      chargebacks: outcome === 'chargedback' ? [chargebackOf(story, id)] : [],
    },
  };
}

/** The refund of a refunded payment. */
export function simulatedRefund(story: Omit<Story, 'outcome'>) {
  const payment = { ...story, outcome: 'refunded' };
  return {
    resource: 'refund',
    id: `re_sim_${story.uid}`,
    mode: 'test',
    amount: AMOUNT,
    status: 'refunded',
    paymentId: idOf('tr', payment),
    createdAt: timeOf(payment, 600),
    metadata: null,
  };
}

const chargebackOf = (story: Story, paymentId: string) => ({
  resource: 'chargeback',
  id: `chb_sim_${story.uid}`,
  amount: AMOUNT,
  reason: { code: 'AC01', description: 'Account identifier incorrect' },
  paymentId,
  createdAt: timeOf(story, 1200),
  reversedAt: null,
});

/** An order whose first payment fails and whose second succeeds. */
function orderOf(story: Story) {
  if (story.outcome !== 'failedthenpaid') return undefined;
  const id = idOf('ord', story);
  const payment = (number: number, at: number) => ({
    resource: 'payment',
    id: `tr_sim_${story.uid}_${number}`,
    mode: 'test',
    amount: AMOUNT,
    orderId: id,
    metadata: null,
    createdAt: timeOf(story, at),
  });
  return {
    resource: 'order',
    id,
    mode: 'test',
    amount: AMOUNT,
    status: 'paid',
    orderNumber: `order-${story.uid}`,
    metadata: null,
    createdAt: timeOf(story, 0),
    paidAt: timeOf(story, 150),
    billingAddress: { givenName: 'Simulated', familyName: 'Buyer', email: 'buyer@example.com' },
    _embedded: {
      payments: [
        { ...payment(1, 10), status: 'failed', failedAt: timeOf(story, 60) },
        { ...payment(2, 120), status: 'paid', paidAt: timeOf(story, 150) },
      ],
      refunds: [],
    },
  };
}

function subscriptionOf(story: Story) {
  const outcome = SUBSCRIPTIONS.find((known) => known === story.outcome);
  if (!outcome) return undefined;
  const isCanceled = outcome === 'canceled';
  const begins = outcome === 'renewed' ? A_PERIOD_EARLIER : 0;
  return {
    resource: 'subscription',
    id: idOf('sub', story),
    mode: 'test',
    status: isCanceled ? 'canceled' : 'active',
    amount: AMOUNT,
    times: null,
    interval: `${PERIOD_DAYS} days`,
    startDate: timeOf(story, begins).slice(0, 10),
    description: 'Simulated subscription',
    metadata: { order_id: `order-${story.uid}` },
    customerId: simulatedCustomerId(story.uid),
    createdAt: timeOf(story, begins - 5),
    ...(isCanceled && { canceledAt: timeOf(story, 1200) }),
  };
}
