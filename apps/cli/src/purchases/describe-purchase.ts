import {
  accessText,
  amountText,
  exactTime,
  expectationText,
  type OrderRow,
  type Part,
  type Purchase,
  storyLines,
  type SubscriptionRow,
  sumText,
} from '@payspool/inspect';

/** The columns of `orders list`. */
export const ORDER_HEADER = [
  'UPDATED',
  'STATUS',
  'ACCOUNT',
  'ORDER',
  'YOUR REF',
  'AMOUNT',
  'PAID',
  'REFUNDED',
  'CHARGED BACK',
  'CUSTOMER',
];

export function orderCells(order: OrderRow): string[] {
  const { exponent, currency, chargedBackMinor, refundedMinor } = order;
  const text = (minor: bigint | null): string =>
    minor === null ? 'unknown' : amountText({ amountMinor: minor, exponent: exponent ?? 0 });
  return [
    exactTime(order.updatedAt),
    `${order.status}${order.disputed ? ', disputed' : ''}`,
    `${order.provider}/${order.account}`,
    order.ref,
    order.merchantRef ?? '-',
    `${text(order.amountMinor)} ${currency ?? ''}`.trim(),
    text(order.paidMinor),
    refundedMinor === 0n ? '-' : text(refundedMinor),
    chargedBackMinor === 0n ? '-' : text(chargedBackMinor),
    order.customerRef ?? '-',
  ];
}

/** The columns of `subscriptions list`. */
export const SUBSCRIPTION_HEADER = [
  'UPDATED',
  'STATUS',
  'ACCOUNT',
  'SUBSCRIPTION',
  'YOUR REF',
  'PLAN',
  'PAID UNTIL',
  'ACCESS UNTIL',
  'CUSTOMER',
];

export const subscriptionCells = (subscription: SubscriptionRow): string[] => [
  exactTime(subscription.updatedAt),
  subscription.status,
  `${subscription.provider}/${subscription.account}`,
  subscription.ref,
  subscription.merchantRef ?? '-',
  subscription.planRef ?? '-',
  timeOr(subscription.paidUntil, '-'),
  subscription.access === 'granted' ? timeOr(subscription.validUntil, 'further notice') : 'none',
  subscription.customerRef ?? '-',
];

const timeOr = (time: Date | null, none: string): string => (time ? exactTime(time) : none);

/** The lines of `orders show` and `subscriptions show`. */
export function purchaseLines(purchase: Purchase, now: Date): string[] {
  const { row, entitlement, parts, aliases, operations, drift, story, events } = purchase;
  const fact = (name: string, value: string): string => `  ${name.padEnd(12)}${value}`;
  return [
    `${row.kind} ${row.ref}  ${row.provider}/${row.account}  ${row.status}`,
    ...(row.kind === 'order'
      ? [fact('sum', sumText(row)), ...(row.disputed ? [fact('disputed', 'a dispute is open')] : [])]
      : subscriptionFacts(row).map(([name, value]) => fact(name, value))),
    fact('access', accessText(row, now)),
    fact('entitlement', entitlement ? entitlementText(entitlement) : 'none written'),
    ...(row.merchantRef === null ? [] : [fact('your ref', row.merchantRef)]),
    ...(row.customerRef === null ? [] : [fact('customer', row.customerRef)]),
    ...parts.map((part) => fact(part.kind, partText(part))),
    fact('ids', aliases.map(({ kind, ref }) => `${kind} ${ref}`).join(', ')),
    ...operations.map(({ id, kind, status, isRehearsal }) =>
      fact('operation', `${kind} #${id} ${status}${isRehearsal ? ' (rehearsal)' : ''}`),
    ),
    ...drift.map((found) =>
      fact('drift', `${found.objectKind} ${found.objectId} ${found.class}: ${found.remedy}`),
    ),
    '',
    ...(story.length < Number(events)
      ? [`the newest ${story.length} of ${events} events; --limit shows more`, '']
      : []),
    ...storyLines(purchase),
    `${exactTime(now)}  now`,
    ...(purchase.expected.length === 0
      ? ['  Nothing is expected.']
      : purchase.expected.map((expected) => `  ${expectationText(expected, now)}`)),
  ];
}

const subscriptionFacts = (row: SubscriptionRow): [string, string][] => [
  ...(row.planRef === null
    ? []
    : [
        ['plan', `${row.planRef}${row.quantity && row.quantity > 1n ? ` × ${row.quantity}` : ''}`] as [
          string,
          string,
        ],
      ]),
  ['paid until', timeOr(row.paidUntil, 'nothing is paid')],
  ...(row.currentPeriodEnd === null
    ? []
    : [['billed until', exactTime(row.currentPeriodEnd)] as [string, string]]),
];

const entitlementText = ({ status, reason, validUntil }: NonNullable<Purchase['entitlement']>): string =>
  `${status}${reason ? ` (${reason})` : ''}${validUntil ? ` until ${exactTime(validUntil)}` : ''}`;

function partText({ ref, status, amountMinor, exponent, currency, reason, of, kind }: Part): string {
  const amount =
    amountMinor === null ? '' : `  ${amountText({ amountMinor, currency, exponent: exponent ?? 0 })}`;
  const payment = kind === 'payment' ? '' : `  of payment ${of ?? 'unknown'}`;
  return `${ref}  ${status}${amount}${payment}${reason ? `  (${reason})` : ''}`;
}
