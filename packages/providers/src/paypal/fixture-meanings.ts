/** For tests: the meaning of each fixture, written by hand and not by the code. */
const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR', exponent: 2 });
const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'USD', exponent: 2 });
const ORDER = '6WX33221AB998877C';
const CAPTURE = '3CD55443EF667788G';
const AUTHORIZATION = '9GH11223JK445566L';
const SALE = '0UV44556WX778899Y';
const SUBSCRIPTION = 'I-9KJ3XV2MTQ4P';
const PAYER = 'QYR5Z8XDVJNXQ';

/** The field of the merchant's reference; a body never proves that only the merchant could write it. */
const from = (merchantRefField: string) => ({ merchantRefField, merchantRefWriter: 'buyer' });

const capture = {
  paymentRef: CAPTURE,
  orderRef: ORDER,
  amount: eur(4490n),
  merchantRef: 'basket-1017',
  ...from('custom_id'),
};
const subscription = {
  subscriptionRef: SUBSCRIPTION,
  planRef: 'P-1KL88990MN112233OPQRSTUV',
  quantity: 3,
  merchantRef: 'account-88',
  ...from('custom_id'),
  customerRef: PAYER,
};
const period = {
  currentPeriodStart: '2026-03-04T09:56:00.000Z',
  currentPeriodEnd: '2026-04-04T10:00:00.000Z',
  paidPeriod: { start: '2026-03-04T09:56:00.000Z', end: '2026-04-04T10:00:00.000Z' },
};
const order = {
  orderRef: ORDER,
  amount: eur(4490n),
  merchantRef: 'basket-1017',
  ...from('custom_id'),
  customerRef: PAYER,
  createdAt: '2026-03-04T09:58:00.000Z',
};
const sale = { paymentRef: SALE, amount: usd(1200n), merchantRef: 'account-88', ...from('custom') };

export const MEANINGS: Record<string, readonly object[]> = {
  'CHECKOUT.ORDER.SAVED': [{ type: 'order.created', ...order, providerStatus: 'SAVED' }],
  'CHECKOUT.ORDER.APPROVED': [{ type: 'order.approved', ...order, providerStatus: 'APPROVED' }],
  'CHECKOUT.ORDER.VOIDED': [{ type: 'order.canceled', ...order, providerStatus: 'VOIDED' }],
  'CHECKOUT.ORDER.COMPLETED': [
    { type: 'order.completed', ...order, providerStatus: 'COMPLETED' },
    { type: 'payment.succeeded', ...capture, amount: eur(4000n), settlesOrder: true },
    { type: 'payment.pending', ...capture, paymentRef: '5MN77889PQ001122R', amount: eur(490n) },
  ],
  'CHECKOUT.PAYMENT-APPROVAL.REVERSED': [
    { type: 'order.canceled', orderRef: ORDER, merchantRef: 'basket-1017' },
  ],
  'PAYMENT.AUTHORIZATION.CREATED': [
    {
      type: 'payment.authorized',
      paymentRef: AUTHORIZATION,
      orderRef: ORDER,
      amount: eur(4490n),
      merchantRef: 'R-2026-1017',
      ...from('invoice_id'),
    },
  ],
  'PAYMENT.AUTHORIZATION.CREATED.v1': [
    {
      type: 'payment.authorized',
      paymentRef: '2ST33445UV667788W',
      orderRef: 'PAY-6HF03425WX7788991KYZ',
      amount: usd(747n),
    },
  ],
  'PAYMENT.AUTHORIZATION.VOIDED': [{ type: 'payment.canceled', paymentRef: AUTHORIZATION, orderRef: ORDER }],
  'PAYMENT.CAPTURE.COMPLETED': [
    { type: 'payment.succeeded', ...capture, providerStatus: 'COMPLETED', settlesOrder: true },
  ],
  'PAYMENT.CAPTURE.COMPLETED.v1': [
    {
      type: 'payment.succeeded',
      paymentRef: '7YZ99001AB223344C',
      orderRef: 'PAY-6HF03425WX7788991KYZ',
      amount: usd(747n),
      providerStatus: 'completed',
      settlesOrder: true,
    },
  ],
  'PAYMENT.CAPTURE.PENDING': [{ type: 'payment.pending', ...capture, providerStatus: 'PENDING' }],
  'PAYMENT.CAPTURE.DECLINED': [
    {
      type: 'payment.failed',
      ...capture,
      orderRef: AUTHORIZATION,
      failureCode: 'DECLINED_BY_RISK_FRAUD_FILTERS',
    },
  ],
  'PAYMENT.CAPTURE.DENIED': [{ type: 'payment.failed', ...capture }],
  'PAYMENT.CAPTURE.REFUNDED': [
    {
      type: 'refund.succeeded',
      refundRef: '4DE55667FG889900H',
      paymentRef: CAPTURE,
      amount: eur(1000n),
      amountRefundedMinor: 1490n,
    },
  ],
  'PAYMENT.CAPTURE.REVERSED': [
    {
      type: 'refund.succeeded',
      refundRef: '1JK22334LM556677N',
      paymentRef: CAPTURE,
      amount: eur(3000n),
      amountRefundedMinor: 4490n,
    },
  ],
  'PAYMENT.REFUND.COMPLETED': [
    {
      type: 'refund.succeeded',
      refundRef: '8PQ99001RS223344T',
      paymentRef: CAPTURE,
      amount: eur(500n),
      amountRefundedMinor: 500n,
    },
  ],
  'PAYMENT.REFUND.PENDING': [
    { type: 'refund.pending', refundRef: '8PQ99001RS223344T', paymentRef: CAPTURE, amount: eur(500n) },
  ],
  'PAYMENT.REFUND.FAILED': [
    { type: 'refund.failed', refundRef: '8PQ99001RS223344T', paymentRef: CAPTURE, amount: eur(500n) },
  ],
  'PAYMENT.SALE.COMPLETED': [
    { type: 'payment.succeeded', ...sale, subscriptionRef: SUBSCRIPTION },
    {
      type: 'subscription.renewed',
      subscriptionRef: SUBSCRIPTION,
      status: 'active',
      statusAfter: ['incomplete', 'past_due'],
      currentPeriodStart: '2026-03-04T09:59:00.000Z',
      paidPeriod: { start: '2026-03-04T09:59:00.000Z', paymentRef: SALE },
    },
  ],
  'PAYMENT.SALE.COMPLETED.one-off': [
    { type: 'payment.succeeded', ...sale, orderRef: 'PAY-9AB11223CD445566EF', settlesOrder: true },
  ],
  'PAYMENT.SALE.PENDING': [
    { type: 'payment.pending', ...sale, providerStatus: 'completed', orderRef: 'PAY-9AB11223CD445566EF' },
  ],
  'PAYMENT.SALE.DENIED': [
    {
      type: 'payment.failed',
      ...sale,
      subscriptionRef: SUBSCRIPTION,
      failureCode: 'TRANSACTION_DENIED_BY_FMF',
    },
  ],
  'PAYMENT.SALE.REFUNDED': [
    {
      type: 'refund.succeeded',
      refundRef: '3ZA66778BC990011D',
      paymentRef: SALE,
      amount: usd(250n),
      amountRefundedMinor: 450n,
    },
  ],
  'PAYMENT.SALE.REVERSED': [
    { type: 'refund.succeeded', refundRef: '5EF22334GH556677J', paymentRef: SALE, amount: usd(1200n) },
  ],
  'BILLING.SUBSCRIPTION.CREATED': [
    {
      type: 'subscription.created',
      ...subscription,
      status: 'incomplete',
      providerStatus: 'APPROVAL_PENDING',
    },
  ],
  'BILLING.SUBSCRIPTION.CREATED.v1': [
    {
      type: 'subscription.created',
      subscriptionRef: 'I-4RS55667TU88',
      status: 'incomplete',
      providerStatus: 'Pending',
      planRef: 'P-2VW99001XY223344ZABCDEFG',
      customerRef: PAYER,
      currentPeriodStart: '2026-03-03T10:00:00.000Z',
      currentPeriodEnd: '2026-04-03T10:00:00.000Z',
    },
  ],
  'BILLING.SUBSCRIPTION.ACTIVATED': [
    { type: 'subscription.activated', ...subscription, ...period, status: 'active' },
  ],
  'BILLING.SUBSCRIPTION.UPDATED': [
    { type: 'subscription.updated', ...subscription, ...period, quantity: 5, status: 'active' },
  ],
  'BILLING.SUBSCRIPTION.RE-ACTIVATED': [
    { type: 'subscription.resumed', subscriptionRef: 'I-4RS55667TU88', status: 'active' },
  ],
  'BILLING.SUBSCRIPTION.SUSPENDED': [{ type: 'subscription.paused', ...subscription, status: 'paused' }],
  'BILLING.SUBSCRIPTION.PAYMENT.FAILED': [
    { type: 'subscription.past_due', ...subscription, status: 'past_due', providerStatus: 'ACTIVE' },
  ],
  'BILLING.SUBSCRIPTION.CANCELLED': [
    {
      type: 'subscription.canceled',
      ...subscription,
      status: 'canceled',
      canceledAt: '2026-03-04T09:57:00.000Z',
    },
  ],
  'BILLING.SUBSCRIPTION.EXPIRED': [{ type: 'subscription.expired', ...subscription, status: 'expired' }],
  'CUSTOMER.DISPUTE.CREATED': [
    {
      type: 'dispute.opened',
      disputeRef: 'PP-R-KLM-10112233',
      paymentRef: CAPTURE,
      transactionRef: CAPTURE,
      amount: eur(4490n),
      reason: 'UNAUTHORISED',
      providerStatus: 'OPEN',
    },
  ],
  'CUSTOMER.DISPUTE.UPDATED': [
    { type: 'dispute.opened', disputeRef: 'PP-R-KLM-10112233', providerStatus: 'UNDER_REVIEW' },
  ],
  'CUSTOMER.DISPUTE.RESOLVED': [
    {
      type: 'dispute.lost',
      disputeRef: 'PP-R-KLM-10112233',
      paymentRef: CAPTURE,
      amount: eur(4000n),
      providerStatus: 'RESOLVED_BUYER_FAVOUR',
    },
  ],
};
