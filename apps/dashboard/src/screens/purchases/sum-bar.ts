import type { OrderRow } from '@payspool/inspect';
import { html, type Html, nothing } from '../../html/html.ts';

const WIDTH = 720;

/** The sum of an order as one bar: what was kept, what went back, and what is still missing. Nothing before an amount is known. */
export function sumBar({ amountMinor, paidMinor, refundedMinor, chargedBackMinor }: OrderRow): Html {
  const due = amountMinor ?? 0n;
  const whole = due > paidMinor ? due : paidMinor;
  if (whole === 0n) return nothing;
  const lost = refundedMinor + chargedBackMinor;
  const kept = paidMinor > lost ? paidMinor - lost : 0n;
  const parts = [
    { name: 'kept', tone: 'good', amount: kept },
    { name: 'refunded', tone: 'past', amount: refundedMinor },
    { name: 'charged back', tone: 'bad', amount: chargedBackMinor },
  ];
  let from = 0;
  const drawn = parts.map(({ tone, amount }) => {
    const width = Math.min(WIDTH - from, Number((amount * BigInt(WIDTH * 10)) / whole) / 10);
    const rect = html`<rect class="${tone}" x="${from}" y="0" width="${width}" height="10" />`;
    from += width;
    return width > 0 ? rect : nothing;
  });
  const share = (amount: bigint): string => `${(Number((amount * 1000n) / whole) / 10).toString()} %`;
  const sentence = parts
    .filter(({ amount }) => amount > 0n)
    .map(({ name, amount }) => `${share(amount)} ${name}`)
    .join(', ');
  return html`<svg
    class="sum-bar"
    viewBox="0 0 ${WIDTH} 10"
    preserveAspectRatio="none"
    role="img"
    aria-label="${sentence || 'nothing paid'}"
  >
    <rect class="rest" x="0" y="0" width="${WIDTH}" height="10" />
    ${drawn}
  </svg>`;
}
