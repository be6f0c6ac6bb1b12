import { type FoundThing, termText } from '@payspool/inspect';
import { html, type Html, nothing } from '../../html/html.ts';
import { idText } from '../../html/id.ts';
import { href } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { table } from '../../html/table.ts';
import { exactTimeElement } from '../../html/time.ts';

export interface FindViewOptions {
  readonly text: string;
  readonly ids: readonly string[];
  readonly things: readonly FoundThing[];
}

export const findView = ({ text, ids, things }: FindViewOptions): PageContent => ({
  title: 'Find',
  command: ['find', text],
  body: things.length > 0 ? list(things) : none(ids),
});

/** Where a thing has its page. */
export function addressOf(thing: FoundThing): string {
  switch (thing.kind) {
    case 'event':
      return href.event(thing);
    case 'order':
      return href.order({ ...thing, orderRef: thing.ref });
    case 'subscription':
      return href.subscription({ ...thing, subscriptionRef: thing.ref });
    case 'transition':
      return href.reactions({ filter: termText('transition', String(thing.outboxId)) });
    case 'operation':
      return href.operation(thing.operationId);
    case 'purchase':
      return href.events({ filter: termText('order', thing.ref) });
  }
}

const list = (things: readonly FoundThing[]): Html =>
  table({
    caption: 'What this id names',
    rows: things,
    columns: [
      { label: 'what', cell: whatOf },
      {
        label: 'account',
        cell: (thing) => (thing.kind === 'operation' ? nothing : `${thing.provider}/${thing.account}`),
      },
      {
        label: 'status',
        cell: (thing) => ('status' in thing && thing.status ? status(thing.status) : nothing),
      },
      { label: 'time', cell: ({ at }) => (at ? exactTimeElement(at) : nothing) },
      { label: 'found by', cell: byOf },
      {
        label: 'id',
        isHead: true,
        cell: (thing) =>
          html`<a class="row-link" href="${addressOf(thing)}"><code>${idText(idOf(thing))}</code></a>`,
      },
    ],
  });

function whatOf(thing: FoundThing): string {
  if (thing.kind === 'event') return `event ${thing.type}`;
  if (thing.kind === 'transition') return `transition ${thing.topic}`;
  if (thing.kind === 'operation') return `operation ${thing.name}`;
  return thing.kind === 'purchase' ? 'purchase that has no row yet' : thing.kind;
}

function idOf(thing: FoundThing): string {
  if (thing.kind === 'event') return thing.eventKey;
  return thing.kind === 'operation' ? String(thing.operationId) : thing.ref;
}

const WORDS: Readonly<Record<string, string>> = {
  merchant: "the merchant's own id",
  customer: 'the customer',
};

function byOf(thing: FoundThing): string {
  if (thing.kind === 'event') return 'its key';
  if (thing.kind === 'operation') return 'its number';
  if (thing.kind === 'transition')
    return thing.id === String(thing.outboxId) ? 'its number' : 'its idempotency key';
  return `${WORDS[thing.by] ?? thing.by} ${thing.id}`;
}

const none = (ids: readonly string[]): Html =>
  html`<div class="empty">
    ${
      ids.length === 0
        ? html`<p>
            Enter an id: of an event, an order, a payment, an invoice, a refund, a dispute, a subscription or
            a customer; your own id of a purchase; an idempotency key. An address of a provider's dashboard
            will do.
          </p>`
        : html`<p>Nothing has the id ${ids.map((id) => html`<code>${id}</code> `)}</p>
            <p>
              If the provider has it, its delivery did not come, or was refused: see the
              <a href="${href.refusals()}">refused deliveries</a>, and run
              <code>payspool reconcile --order</code> with the id.
            </p>`
    }
  </div>`;
