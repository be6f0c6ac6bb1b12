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
    note: 'A failed payment may be tried again. One that succeeded or was canceled is done: what comes later is left out of the status.',
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

An order has no transitions of its own: its status is decided by sums each time.

| | status |
|---|---|
| all that was paid went back, by refunds and lost disputes | \`refunded\` |
| the amount due is known and covered, and some went back | \`partially_refunded\` |
| the amount due is known and covered (a free order: the provider says it is complete) | \`paid\` |
| something was paid, less than is due or nobody knows how much is | \`pending\` |
| nothing was paid, and the order was canceled or expired | \`canceled\` |
| nothing was paid, and a payment is authorized | \`authorized\` |
| nothing was paid, and every payment failed or was canceled | \`failed\`, \`canceled\` |
| otherwise | \`pending\` |

\`disputed\` is true while a dispute is open.`;

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
