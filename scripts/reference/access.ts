import type { AccessCase } from '../../packages/projection/test/access/access-case.ts';
import { ORDER_CASES } from '../../packages/projection/test/access/order-cases.ts';
import { SUBSCRIPTION_CASES } from '../../packages/projection/test/access/subscription-cases.ts';

/** `docs/reference/access.md` from the tables that the tests run in every order of arrival. */
export const renderAccess = (): string =>
  `${[INTRODUCTION, section('Orders', ORDER_CASES), SUBSCRIPTIONS, section('Subscriptions', SUBSCRIPTION_CASES)].join('\n\n')}\n`;

const INTRODUCTION = `# Access

<!-- Generated from packages/projection/test/access by \`pnpm reference\`. Do not edit. -->

The tables say which access follows from payments and billing, and what is published. Each row is a test that runs in every order of
arrival. Every order leads to the same rows and to the same final published state.

**Kept** is the paid amount minus refunds and lost disputes. Only payments that succeeded count: the release of an
authorization gives nothing back, even if the provider calls it a refund. **Due** is the amount that an event of the order names. If no event names one, a
payment that the provider calls final settles its own part, and every further payment of the order, whether authorized, pending or
failed, is evidence of a further part.

- An order has access (\`orders.access\` is \`granted\`) while kept covers due. It is \`revoked\` when nothing is kept. If a part of
  the paid amount has gone back, \`ACCESS_ON_PARTIAL_LOSS\` decides: \`keep\` (default) or \`revoke\`. An open dispute changes nothing.
- The times in the tables are examples: the events of a row happen within a minute on 31 January 2026.`;

const SUBSCRIPTIONS = `The end of billing is not the end of access. A subscription has two separate facts:

- \`current_period_end\` is the provider's: the end of the period that is being billed, paid or not.
- \`paid_until\` is the end of the last period whose payment succeeded and was kept, or for which nothing was due. \`paid_until_source\` says
  whether the provider \`stated\` it, it is \`derived\` from the last payment and the length of an earlier period, or it is \`unknown\`.

While the provider calls a subscription trialing, active or past due, \`valid_until\` is null: time alone ends no access, and neither does a
late renewal or a backlog in Payspool. If \`ACCESS_GRACE_HOURS\` (72) have passed since \`paid_until\` \`payspool doctor\` lists the subscription; its access does not end. Once billing has
stopped, \`valid_until\` is \`paid_until\` (of a trial, \`trial_end\`), and never earlier than the time at which billing stopped. If no event says
how long it is paid, \`ACCESS_WHEN_END_UNKNOWN\` decides: \`end\` (default) with billing, or \`period\` with the provider's period.
A full refund or a lost dispute of the payment of the last paid period ends access at once.

\`valid_until\` does not depend on the clock: the rows are the same before and after it. A worker publishes \`subscription.access_ended\` when
the time has been reached, once for each \`valid_until\`, unless a later event has changed it.`;

function section(title: string, cases: readonly AccessCase[]): string {
  return [
    `## ${title}`,
    '',
    '| state of money and billing | access | until | published |',
    '|---|---|---|---|',
    ...cases.map(row),
  ].join('\n');
}

function row({ state, access, until, reason, published }: AccessCase): string {
  const end = until === undefined ? '' : `${until.slice(0, 19).replace('T', ' ')} (${reason})`;
  return `| ${state} | \`${access}\` | ${end} | ${published.map((topic) => `\`${topic}\``).join(' ') || '—'} |`;
}
