import { MOST_ALIASES, MOST_PARTS, type Part, providerPage, type Purchase } from '@payspool/inspect';
import type { User } from '../../access/user.ts';
import { copyable } from '../../html/command.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import { idText } from '../../html/id.ts';
import { href } from '../../html/href.ts';
import { money } from '../../html/money.ts';
import { status } from '../../html/status.ts';
import { type Column, table } from '../../html/table.ts';
import { exactTimeElement } from '../../html/time.ts';

/** Payments, refunds and disputes, each kind in a small table. A kind without rows is left out. */
export const partsView = (purchase: Purchase, mode: string | null): Html =>
  html`${(['payment', 'refund', 'dispute'] as const).map((kind) => kindView(kind, purchase, mode))}`;

const TITLES = { payment: 'Payments', refund: 'Refunds', dispute: 'Disputes' } as const;

function kindView(kind: Part['kind'], { parts, row }: Purchase, mode: string | null): Html {
  const rows = parts.filter((part) => part.kind === kind);
  if (rows.length === 0) return nothing;
  const { provider } = row;
  const sums: readonly Column<Part>[] =
    kind === 'payment'
      ? [
          { label: 'refunded', isNumber: true, cell: (part) => sum(part, part.refundedMinor) },
          { label: 'charged back', isNumber: true, cell: (part) => sum(part, part.chargedBackMinor) },
        ]
      : [
          {
            label: 'of payment',
            cell: ({ of }) => (of === null ? 'not known yet' : html`<code>${idText(of)}</code>`),
          },
        ];
  const shown = table<Part>({
    caption: TITLES[kind],
    rows,
    columns: [
      { label: kind, isHead: true, cell: ({ ref }) => idView({ provider, mode }, ref) },
      { label: 'status', cell: (part) => status(part.status) },
      {
        label: 'amount',
        isNumber: true,
        cell: (part) => money({ minor: part.amountMinor, exponent: part.exponent, currency: part.currency }),
      },
      ...sums,
      {
        label: kind === 'payment' ? 'failure' : 'reason',
        cell: ({ reason }) => (reason === null ? nothing : html`<code>${reason}</code>`),
      },
      { label: 'at', cell: ({ occurredAt }) => exactTimeElement(occurredAt) },
    ],
  });
  return html`<h2>${TITLES[kind]}</h2>
    ${shown}
    ${rows.length < MOST_PARTS ? nothing : html`<p class="quiet">The newest ${MOST_PARTS} are shown.</p>`}`;
}

const sum = ({ exponent, currency }: Part, minor: bigint | null): Html =>
  minor === null || minor === 0n ? nothing : money({ minor, exponent, currency });

/** An id to copy, with its page in the provider's own dashboard. */
export function idView(
  owner: { readonly provider: string; readonly mode: string | null },
  ref: string,
): Html {
  const address = providerPage(owner, ref);
  return html`${copyable(ref, 'id')}${address === undefined ? nothing : html` <a href="${address}" rel="noreferrer">at ${owner.provider}</a>`}`;
}

/** Every id that leads to the purchase. */
export function aliasesView({ aliases, row }: Purchase, mode: string | null): Html {
  const { provider } = row;
  return html`<h2>Ids that lead here</h2>
    ${table({
      caption: 'Ids that lead here',
      rows: aliases,
      empty: 'None.',
      columns: [
        { label: 'kind', cell: ({ kind }) => kind },
        { label: 'id', isHead: true, cell: ({ ref }) => idView({ provider, mode }, ref) },
      ],
    })}
    ${aliases.length < MOST_ALIASES ? nothing : html`<p class="quiet">The first ${MOST_ALIASES} are shown.</p>`}`;
}

/** Operations that name the purchase. */
export const operationsView = ({ operations }: Purchase, user: User): Html =>
  operations.length === 0
    ? nothing
    : html`<h2>Operations</h2>
        ${table({
          caption: 'Operations that name it, the newest first',
          rows: operations,
          columns: [
            {
              label: 'operation',
              isHead: true,
              cell: ({ id, kind, isRehearsal, requestedBy }) => {
                const name = `${kind} #${id}`;
                // A user with some accounts sees only the reports of what that user asked for.
                const isSeen = user.scope === 'all' || user.name === requestedBy;
                return html`${isSeen ? html`<a href="${href.operation(id)}">${name}</a>` : name}${isRehearsal ? ' (rehearsal)' : ''}`;
              },
            },
            { label: 'status', cell: (operation) => status(operation.status) },
            { label: 'asked by', cell: ({ requestedBy }) => requestedBy },
            { label: 'asked at', cell: ({ createdAt }) => exactTimeElement(createdAt) },
          ],
        })}`;
