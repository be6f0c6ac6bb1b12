import { providers } from '../../packages/providers/src/index.ts';
import {
  DISPUTE_LIFECYCLE,
  PAYMENT_LIFECYCLE,
  REFUND_LIFECYCLE,
  SUBSCRIPTION_LIFECYCLE,
} from '../../packages/projection/src/fold/lifecycles.ts';

const LIFECYCLES = [
  {
    subject: 'payment',
    note: 'A failed payment may be tried again. One that succeeded is done: what comes later is left out of the status. One that was canceled is done, unless an event proves that it was captured after all.',
    table: PAYMENT_LIFECYCLE,
  },
  {
    subject: 'refund',
    note: 'A refund that succeeded can still be sent back by the bank.',
    table: REFUND_LIFECYCLE,
  },
  {
    subject: 'dispute',
    note: 'A decision can be reversed by a later one; it never goes back to being open.',
    table: DISPUTE_LIFECYCLE,
  },
  {
    subject: 'subscription',
    note: 'Living states follow each other in any order. Canceled and expired are for good.',
    table: SUBSCRIPTION_LIFECYCLE,
  },
] as const;

/** `docs/reference/lifecycles.md` from the transition tables of the fold and the providers' words. */
export const renderLifecycles = (): string =>
  `${[INTRODUCTION, ...LIFECYCLES.map(renderLifecycle), ORDER].join('\n\n')}\n`;

const INTRODUCTION = `# Lifecycles

<!-- Generated from packages/projection/src/fold/lifecycles.ts and the providers by \`pnpm reference\`. Do not edit. -->

Events are taken in the provider's order of time ([how](../architecture.md#from-events-to-rows)). From each status, those that may
follow; an event that asks for any other leaves the status as it is. A word of a provider's that is not listed leaves it too, with
a warning in the log.`;

const ORDER = `## order

An order has no transitions of its own: its status is decided by sums each time. Kept is what was paid, less what was refunded and what
lost disputes took; only payments that succeeded count. What this means for access: [access](access.md).

| | status |
|---|---|
| something was paid, and nothing of it is kept | \`refunded\` |
| the amount due is known and was paid, and less than it is kept | \`partially_refunded\` |
| the amount due is known, was paid and is kept (a free order: the provider says it is complete) | \`paid\` |
| something was paid, less than is due or nobody knows how much is | \`pending\` |
| nothing was paid, and the order was canceled or expired | \`canceled\` |
| nothing was paid, and a payment is authorized | \`authorized\` |
| nothing was paid, and every payment failed or was canceled | \`failed\`, \`canceled\` |
| otherwise | \`pending\` |

\`disputed\` is true while a dispute is open, and where one was lost over an amount that nobody knows.

| due | paid | refunded | charged back | kept | status |
|---|---|---|---|---|---|
| 20 | 20 | 0 | 0 | 20 | \`paid\` |
| 20 | 20 | 5 | 0 | 15 | \`partially_refunded\` |
| 20 | 20 | 0 | 3 | 17 | \`partially_refunded\` |
| 20 | 20 | 15 | 5 | 0 | \`refunded\` |
| 20 | 40, twice | 20 | 0 | 20 | \`paid\` |
| 20 | 40, twice | 0 | 20 | 20 | \`paid\` |
| 20 | 40, twice | 30 | 0 | 10 | \`partially_refunded\` |
| 20 | 40, twice | 40 | 0 | 0 | \`refunded\` |
| 20 | 0, an authorization of 20 was let go | 20, in no sum | 0 | 0 | \`canceled\` |
| 20 | 20, and a second authorization was let go | 20, in no sum | 0 | 20 | \`paid\` |
| 20 | 20 | 20, pending | 0 | 20 | \`paid\` |
| 50: 20 captured, 30 declined | 20 | 0 | 0 | 20 | \`pending\` |
| 20 | 5 | 5 | 0 | 0 | \`refunded\` |
| unknown | 20 | 0 | 0 | 20 | \`pending\` |`;

function renderLifecycle({ subject, note, table }: (typeof LIFECYCLES)[number]): string {
  const transitions = Object.entries(table as Readonly<Record<string, readonly string[]>>);
  return [`## ${subject}`, note, diagram(transitions), words(subject, Object.keys(table))]
    .filter(Boolean)
    .join('\n\n');
}

function diagram(transitions: readonly (readonly [string, readonly string[]])[]): string {
  const arrows = transitions.flatMap(([from, to]) =>
    to.length > 0 ? to.map((next) => `  ${from} --> ${next}`) : [`  ${from} --> [*]`],
  );
  return ['```mermaid', 'stateDiagram-v2', ...arrows, '```'].join('\n');
}

/** Which of each provider's words become which status; a provider whose events are told by their type alone has none. */
function words(subject: (typeof LIFECYCLES)[number]['subject'], statuses: readonly string[]): string {
  const speaking = providers.filter(({ statusWords }) => statusWords[subject]);
  if (speaking.length === 0) return '';
  const rows = statuses.map((status) => {
    const cells = speaking.map(({ statusWords }) =>
      Object.entries(statusWords[subject] ?? {})
        .filter(([, meaning]) => meaning.split('.').at(-1) === status)
        .map(([word]) => `\`${word}\``)
        .join(' '),
    );
    return `| \`${status}\` | ${cells.join(' | ')} |`;
  });
  return [
    `| | ${speaking.map(({ title }) => title).join(' | ')} |`,
    `|---|${speaking.map(() => '---').join('|')}|`,
    ...rows,
  ].join('\n');
}
