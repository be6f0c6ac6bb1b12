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
    note: 'A failed payment may be tried again. The status `succeeded` is final: later events do not change it. `canceled` is final unless an event proves that the payment was captured.',
    table: PAYMENT_LIFECYCLE,
  },
  {
    subject: 'refund',
    note: 'A refund that succeeded can still be sent back by the bank.',
    table: REFUND_LIFECYCLE,
  },
  {
    subject: 'dispute',
    note: 'A later decision can replace an earlier one. A decided dispute never becomes open again.',
    table: DISPUTE_LIFECYCLE,
  },
  {
    subject: 'subscription',
    note: 'The other statuses may follow each other in any order. `canceled` and `expired` are final, unless an event says that the same subscription was bought again: Apple keeps its id.',
    table: SUBSCRIPTION_LIFECYCLE,
  },
] as const;

/** `docs/reference/lifecycles.md` from the transition tables of the fold and the statuses that the providers use. */
export const renderLifecycles = (): string =>
  `${[INTRODUCTION, ...LIFECYCLES.map(renderLifecycle), ORDER].join('\n\n')}\n`;

const INTRODUCTION = `# Lifecycles

<!-- Generated from packages/projection/src/fold/lifecycles.ts and the providers by \`pnpm reference\`. Do not edit. -->

Events are applied in the order of the provider's times ([how](../architecture.md#from-events-to-rows)). Each diagram shows which status may follow which.
An event with any other status does not change the status. Neither does a provider's status that is not listed; it gives
a warning in the log.`;

const ORDER = `## order

The status of an order has no transitions of its own: it is computed from sums after each event. The kept amount is the paid amount minus refunds and
lost disputes. Only payments that succeeded count. What this means for access: [access](access.md).

| | status |
|---|---|
| something was paid, and the kept amount is 0 | \`refunded\` |
| the amount due is known and was paid, and the kept amount is smaller | \`partially_refunded\` |
| the amount due is known, was paid and is kept (a free order: the provider says it is complete) | \`paid\` |
| a part was paid, or the amount due is not known | \`pending\` |
| nothing was paid, and the order was canceled or expired | \`canceled\` |
| nothing was paid, and a payment is authorized | \`authorized\` |
| nothing was paid, and every payment failed or was canceled | \`failed\`, \`canceled\` |
| otherwise | \`pending\` |

\`disputed\` is true while a dispute is open, and if a dispute of unknown amount was lost.

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
| 20 | 0, an authorization of 20 was released | 20, in no sum | 0 | 0 | \`canceled\` |
| 20 | 20, and a second authorization was released | 20, in no sum | 0 | 20 | \`paid\` |
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

/** Which status of each provider becomes which status here. A provider whose status follows from the type of the event alone has no list. */
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
