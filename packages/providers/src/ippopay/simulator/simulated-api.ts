/** The outcome of a simulated order. Only the answer of `pendingthenpaid` changes: it is pending at the first question. */
const OUTCOMES = ['paid', 'refunded', 'failed', 'failedthenpaid', 'pendingthenpaid'] as const;
export type SimulatedOutcome = (typeof OUTCOMES)[number];

interface SimulatedOrder {
  /** Lower-case letters and digits. */
  readonly uid: string;
  readonly outcome: SimulatedOutcome;
  /** Paise. */
  readonly amountMinor: number;
  readonly startsAt: Date;
}

/** An order id that contains the answer of the simulation, which stores nothing else. */
export const simulatedOrderId = ({ uid, outcome, amountMinor, startsAt }: SimulatedOrder): string =>
  `order_sim_${uid}_${outcome}_${amountMinor}_${Math.floor(startsAt.getTime() / 1000)}`;

/** Answers `GET …/order/{orderId}/transaction` as IppoPay's API would; `askedTimes` is 1 at the first question about an order. */
export function simulatedAnswer(orderId: string, askedTimes: number): { status: number; body: string } {
  const order = readOrderId(orderId);
  if (!order) return { status: 404, body: '{"success":false,"message":"Order not found"}' };
  const first = { number: 1, seconds: 30 };
  const transactions = {
    paid: () => transaction(order, { ...first, status: 'success' }),
    refunded: () => transaction(order, { ...first, seconds: 600, status: 'success', refundStatus: 'full' }),
    failed: () => transaction(order, { ...first, status: 'failure' }),
    failedthenpaid: () =>
      `[${transaction(order, { ...first, status: 'failure' })},${transaction(order, { number: 2, seconds: 150, status: 'success' })}]`,
    pendingthenpaid: () =>
      askedTimes <= 1
        ? transaction(order, { ...first, status: 'pending' })
        : transaction(order, { ...first, seconds: 90, status: 'success' }),
  } satisfies Record<SimulatedOutcome, () => string>;
  const found = transactions[order.outcome]();
  return {
    status: 200,
    body: `{"success":true,"message":"Transaction details","data":{"transaction":${found}}}`,
  };
}

const ORDER_ID = /^order_sim_([a-z0-9]{1,20})_([a-z]{1,20})_(\d{1,9})_(\d{1,10})$/;

function readOrderId(orderId: string): SimulatedOrder | undefined {
  const [, uid = '', word, amount, seconds] = ORDER_ID.exec(orderId) ?? [];
  const outcome = OUTCOMES.find((known) => known === word);
  return outcome && { uid, outcome, amountMinor: Number(amount), startsAt: new Date(Number(seconds) * 1000) };
}

function transaction(
  { uid, amountMinor, startsAt }: SimulatedOrder,
  story: {
    readonly number: number;
    readonly seconds: number;
    readonly status: string;
    readonly refundStatus?: string;
  },
): string {
  const createdAt = new Date(startsAt.getTime() + story.number * 10_000).toISOString();
  const updatedAt = new Date(startsAt.getTime() + story.seconds * 1000).toISOString();
  const paid = `${Math.floor(amountMinor / 100)}.${String(amountMinor % 100).padStart(2, '0')}`;
  return `{"trans_id":"trans_${uid}_${story.number}","customer":{"phone":{"country_code":"+91","national_number":"9000000000"},"name":"Simulated Buyer","email":"buyer@example.com"},"cost":{"paid":${paid},"settled":${paid}},"is_intl_payment":false,"refund_status":"${story.refundStatus ?? 'not_requested'}","status":"${story.status}","product":"order","updatedAt":"${updatedAt}","createdAt":"${createdAt}"}`;
}
