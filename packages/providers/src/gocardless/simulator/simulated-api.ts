/** What the API says of a simulated payment. Its id contains everything, so that every process gives the same answer. */
export interface SimulatedPayment {
  readonly uid: string;
  readonly number: number;
  readonly amountMinor: number;
  readonly chargeDate: Date;
  readonly ofSubscription?: boolean;
}

const dateText = (date: Date): string => date.toISOString().slice(0, 10);

/** `PM_<uid>_<number>_<amount>_<charge date>_<o or s>`: of an order, or of a subscription. */
export const simulatedPaymentId = ({
  uid,
  number,
  amountMinor,
  chargeDate,
  ofSubscription = false,
}: SimulatedPayment): string =>
  `PM_${uid}_${number}_${amountMinor}_${dateText(chargeDate).replaceAll('-', '')}_${ofSubscription ? 's' : 'o'}`;

export const simulatedSubscriptionId = (uid: string): string => `SB_${uid}`;

/** `RF_<number>_<amount>_<id of the payment>`. */
export const simulatedRefundId = (number: number, amountMinor: number, paymentId: string): string =>
  `RF_${number}_${amountMinor}_${paymentId}`;

/** `GET /payments/{id}`, `/refunds/{id}` and `/subscriptions/{id}`, in the form of the API's answers. */
export function simulatedAnswer(path: string): { readonly status: number; readonly body: string } {
  const [, object = '', id = ''] = /^\/([a-z_]+)\/([A-Za-z0-9_]+)$/.exec(path) ?? [];
  const found = OBJECTS[object]?.(id);
  return found
    ? { status: 200, body: JSON.stringify({ [object]: found }) }
    : {
        status: 404,
        body: '{"error":{"type":"invalid_api_usage","code":404,"message":"Resource not found"}}',
      };
}

const PAYMENT = /^PM_([a-z0-9]+)_(\d+)_(\d+)_(\d{4})(\d{2})(\d{2})_([os])$/;

const OBJECTS: Readonly<Record<string, (id: string) => object | undefined>> = {
  payments: (id) => {
    const [, uid = '', , amount, year = '', month = '', day = '', kind] = PAYMENT.exec(id) ?? [];
    if (amount === undefined) return undefined;
    const chargeDate = `${year}-${month}-${day}`;
    return {
      id,
      created_at: `${chargeDate}T00:00:00.000Z`,
      charge_date: chargeDate,
      amount: Number(amount),
      description: 'Oolong, spring harvest',
      currency: 'GBP',
      status: 'confirmed',
      amount_refunded: 0,
      reference: 'TEA',
      metadata: { order_id: `order-${uid}` },
      fx: { fx_currency: 'GBP', fx_amount: null, exchange_rate: null, estimated_exchange_rate: null },
      links: {
        mandate: `MD_${uid}`,
        creditor: 'CR_simulated',
        ...(kind === 's' && { subscription: simulatedSubscriptionId(uid) }),
      },
      retry_if_possible: false,
    };
  },
  refunds: (id) => {
    const [, amount, payment] = /^RF_\d+_(\d+)_(PM_\w+)$/.exec(id) ?? [];
    return amount === undefined
      ? undefined
      : {
          id,
          amount: Number(amount),
          created_at: '2026-01-31T12:00:00.000Z',
          currency: 'GBP',
          reference: 'TEA',
          metadata: {},
          status: 'paid',
          links: { payment },
        };
  },
  subscriptions: (id) => {
    const [, uid] = /^SB_([a-z0-9]+)$/.exec(id) ?? [];
    return uid === undefined
      ? undefined
      : {
          id,
          amount: 1500,
          currency: 'GBP',
          status: 'active',
          name: 'Tea of the month',
          interval: 1,
          interval_unit: 'monthly',
          metadata: { order_id: `order-${uid}` },
          upcoming_payments: [],
          links: { mandate: `MD_${uid}` },
        };
  },
};
