import { eur } from '../histories/history.ts';
import { type AccessCase, happened } from './access-case.ts';

const ORDER = { orderRef: 'o_1' };
const due = { ...ORDER, type: 'order.created', amount: eur(2000n) } as const;
const paid = (paymentRef: string, minor: bigint) =>
  ({ ...ORDER, type: 'payment.succeeded', paymentRef, amount: eur(minor) }) as const;
const held = { ...ORDER, type: 'payment.authorized', paymentRef: 'p_1', amount: eur(2000n) } as const;
const refunded = (refundRef: string, paymentRef: string, minor: bigint) =>
  ({ type: 'refund.succeeded', refundRef, paymentRef, amount: eur(minor) }) as const;
const dispute = (
  type: 'dispute.opened' | 'dispute.lost' | 'dispute.won',
  minor: bigint,
  paymentRef = 'p_1',
) => ({ type, disputeRef: 'd_1', paymentRef, amount: eur(minor) }) as const;

export const ORDER_CASES: readonly AccessCase[] = [
  { state: 'nothing is paid', events: happened(due), access: 'none', published: [] },
  {
    state: 'the money is authorized and not captured',
    events: happened(due, held),
    access: 'none',
    published: ['order.authorized'],
  },
  {
    state: 'every attempt failed',
    events: happened(due, { ...ORDER, type: 'payment.failed', paymentRef: 'p_1', amount: eur(2000n) }),
    access: 'none',
    published: ['payment.failed', 'order.failed'],
  },
  {
    state: 'less is paid than is due',
    events: happened(due, paid('p_1', 500n)),
    access: 'none',
    published: [],
  },
  {
    state: 'something is paid, and nobody knows what is due',
    events: happened(paid('p_1', 500n)),
    access: 'none',
    published: [],
  },
  {
    state: 'what is due is paid',
    events: happened(due, paid('p_1', 2000n)),
    access: 'granted',
    published: ['order.paid'],
  },
  {
    state: 'what is due is paid in two parts',
    events: happened(due, paid('p_1', 1500n), paid('p_2', 500n)),
    access: 'granted',
    published: ['order.paid'],
  },
  {
    state: 'a payment that settles its order is all that is known',
    events: happened({ ...paid('p_1', 2000n), settlesOrder: true }),
    access: 'granted',
    published: ['order.paid'],
  },
  {
    state: 'one part of an order is captured, another one was declined',
    events: happened(
      { ...paid('p_1', 2000n), settlesOrder: true },
      { ...ORDER, type: 'payment.failed', paymentRef: 'p_2', amount: eur(3000n), settlesOrder: true },
    ),
    access: 'none',
    published: ['order.paid', 'payment.failed', 'order.unpaid'],
  },
  {
    state: 'a declined attempt was tried again with success',
    events: happened(
      { ...ORDER, type: 'payment.failed', paymentRef: 'p_1', amount: eur(2000n), settlesOrder: true },
      { ...paid('p_2', 2000n), settlesOrder: true },
    ),
    access: 'granted',
    published: ['payment.failed', 'order.failed', 'order.paid'],
  },
  {
    state: 'nothing is due, and the order is complete',
    events: happened({ ...ORDER, type: 'order.completed', amount: eur(0n) }),
    access: 'granted',
    published: ['order.paid'],
  },
  {
    state: 'nothing is due, and the order is not complete',
    events: happened({ ...ORDER, type: 'order.created', amount: eur(0n) }),
    access: 'none',
    published: [],
  },
  {
    state: 'credited away: nothing is due any more, and the order is canceled',
    events: happened(due, { ...ORDER, type: 'order.canceled', amount: eur(0n) }),
    access: 'none',
    published: ['order.canceled'],
  },
  {
    state: 'a part is refunded',
    events: happened(due, paid('p_1', 2000n), refunded('r_1', 'p_1', 300n)),
    access: 'granted',
    published: ['order.paid', 'order.partially_refunded'],
  },
  {
    state: 'a part is refunded, and ACCESS_ON_PARTIAL_LOSS is revoke',
    events: happened(due, paid('p_1', 2000n), refunded('r_1', 'p_1', 300n)),
    policy: { onPartialLoss: 'revoke' },
    access: 'revoked',
    published: ['order.paid', 'order.partially_refunded'],
  },
  {
    state: 'everything is refunded',
    events: happened(due, paid('p_1', 2000n), refunded('r_1', 'p_1', 2000n)),
    access: 'revoked',
    published: ['order.paid', 'order.refunded'],
  },
  {
    state: 'a refund failed after all',
    events: happened(due, paid('p_1', 2000n), refunded('r_1', 'p_1', 2000n), {
      ...refunded('r_1', 'p_1', 2000n),
      type: 'refund.failed',
    }),
    access: 'granted',
    published: ['order.paid', 'order.refunded', 'order.refund_reversed'],
  },
  {
    state: 'a refund is pending',
    events: happened(due, paid('p_1', 2000n), { ...refunded('r_1', 'p_1', 2000n), type: 'refund.pending' }),
    access: 'granted',
    published: ['order.paid'],
  },
  {
    state: 'paid twice, and one of the two refunded',
    events: happened(due, paid('p_1', 2000n), paid('p_2', 2000n), refunded('r_1', 'p_2', 2000n)),
    access: 'granted',
    published: ['order.paid', 'order.partially_refunded'],
  },
  {
    state: 'paid twice, and one of the two charged back',
    events: happened(due, paid('p_1', 2000n), paid('p_2', 2000n), dispute('dispute.lost', 2000n, 'p_2')),
    access: 'granted',
    published: ['order.paid', 'order.charged_back'],
  },
  {
    state: 'an authorization was let go, which the provider reports as a refund',
    events: happened(due, held, refunded('r_1', 'p_1', 2000n)),
    access: 'none',
    published: ['order.authorized', 'payment.canceled', 'order.canceled'],
  },
  {
    state: 'paid, and a second authorization was let go',
    events: happened(due, paid('p_2', 2000n), held, refunded('r_1', 'p_1', 2000n)),
    access: 'granted',
    published: ['order.paid', 'payment.canceled'],
  },
  {
    state: 'an authorization was let go, and a later attempt paid',
    events: happened(due, held, refunded('r_1', 'p_1', 2000n), paid('p_2', 2000n)),
    access: 'granted',
    published: ['order.authorized', 'payment.canceled', 'order.canceled', 'order.paid'],
  },
  {
    state: 'a dispute is open',
    events: happened(due, paid('p_1', 2000n), dispute('dispute.opened', 2000n)),
    access: 'granted',
    published: ['order.paid', 'order.disputed'],
  },
  {
    state: 'a dispute over a part is lost',
    events: happened(due, paid('p_1', 2000n), dispute('dispute.lost', 300n)),
    access: 'granted',
    published: ['order.paid', 'order.charged_back'],
  },
  {
    state: 'a dispute over everything is lost',
    events: happened(due, paid('p_1', 2000n), dispute('dispute.lost', 2000n)),
    access: 'revoked',
    published: ['order.paid', 'order.refunded', 'order.charged_back'],
  },
  {
    state: 'a lost dispute is decided the other way',
    events: happened(due, paid('p_1', 2000n), dispute('dispute.lost', 2000n), dispute('dispute.won', 2000n)),
    access: 'granted',
    published: [
      'order.paid',
      'order.refunded',
      'order.charged_back',
      'order.refund_reversed',
      'order.chargeback_reversed',
    ],
  },
];
