import type { AccessCase } from '../../packages/projection/test/access/access-case.ts';
import { ORDER_CASES } from '../../packages/projection/test/access/order-cases.ts';
import { SUBSCRIPTION_CASES } from '../../packages/projection/test/access/subscription-cases.ts';

/** `docs/reference/access.md` from the tables that the tests play in every order of arrival. */
export const renderAccess = (): string =>
  `${[INTRODUCTION, section('Orders', ORDER_CASES), SUBSCRIPTIONS, section('Subscriptions', SUBSCRIPTION_CASES)].join('\n\n')}\n`;

const INTRODUCTION = `# Access

<!-- Generated from packages/projection/test/access by \`pnpm reference\`. Do not edit. -->

What the state of money and billing means for access, and what is published. Each row is a test that is played in every order of
arrival. The rows are the same in each, and so is what a consumer of the topics knows at the end.

**Kept** is what was paid, less what was refunded and what lost disputes took. Only payments that succeeded count: an authorization that
is let go gives nothing back, also where the provider calls it a refund. **Due** is what an event of the order names; where none does, a
payment that the provider calls final settles its own part, and every further payment of the order, authorized, pending, or tried in
vain, is evidence of a further part.

- An order has access (\`orders.access\` is \`granted\`) while kept covers due. It is \`revoked\` when nothing is kept. Where a part of what
  was paid has gone back, \`ACCESS_ON_PARTIAL_LOSS\` decides: \`keep\` (default) or \`revoke\`. An open dispute changes nothing.
- Times in the tables are examples: the events of a row happen within a minute on 31 January 2026.`;

const SUBSCRIPTIONS = `The end of billing is not the end of access. A subscription keeps two facts apart:

- \`current_period_end\` is the provider's: the end of the period that is being billed, paid or not.
- \`paid_until\` is the end of the last period whose payment succeeded and was kept, or for which nothing was due. \`paid_until_source\` says
  whether the provider \`stated\` it, it is \`derived\` from the last payment and the length of an earlier period, or it is \`unknown\`.

While the provider calls a subscription trialing, active or past due, \`valid_until\` is null: time alone ends no access, and neither does a
late renewal or a backlog of ours. \`ACCESS_GRACE_HOURS\` (72) after \`paid_until\` the doctor lists it, and ends nothing. Once billing has
stopped, \`valid_until\` is \`paid_until\` (of a trial, \`trial_end\`), and never earlier than the moment at which billing stopped. Where nothing
says until when it was paid, \`ACCESS_WHEN_END_UNKNOWN\` decides: \`end\` (default) with billing, or \`period\` with the provider's period.
A full refund or a lost dispute of the payment of the last paid period ends access at once.

\`valid_until\` does not look at the clock: rows are the same before and after it. A worker publishes \`subscription.access_ended\` when
it has been reached, once for each \`valid_until\`, and nothing where a later event has moved it.`;

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
