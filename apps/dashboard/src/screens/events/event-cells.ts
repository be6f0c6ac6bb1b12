import { amountText, describeChange, isLate, type ListedEvent } from '@payspool/inspect';
import { html, type Html, nothing } from '../../html/html.ts';
import { idText, shortId } from '../../html/id.ts';
import { href } from '../../html/href.ts';
import { duration } from '../../html/time.ts';

/** The key of an event, which leads to it. */
export const eventLink = (event: Pick<ListedEvent, 'provider' | 'account' | 'eventKey'>): Html =>
  html`<a class="row-link" href="${href.event(event)}"><code>${shortId(event.eventKey)}</code></a>`;

/** The page of an order or subscription; its id alone for what has no page. */
export function subjectLink(
  { provider, account }: Pick<ListedEvent, 'provider' | 'account'>,
  { kind, ref }: { readonly kind: string; readonly ref: string },
): Html {
  if (kind === 'order')
    return html`<a href="${href.order({ provider, account, orderRef: ref })}">order ${idText(ref)}</a>`;
  if (kind === 'subscription')
    return html`<a href="${href.subscription({ provider, account, subscriptionRef: ref })}"
      >subscription ${idText(ref)}</a
    >`;
  return html`<a href="${href.events({ filter: `order:${JSON.stringify(ref)}` })}"
    >${kind} ${idText(ref)}</a
  >`;
}

/** What an event touched and changed, and what is unusual about it. */
export function effectOf(event: ListedEvent): Html {
  const { changes, touched, amount, parts, source, error } = event;
  const changed = changes.map(
    (change) => html`<div>${subjectLink(event, change)}: ${describeChange(change, change)}</div>`,
  );
  return html`${changed}
  ${changes.length === 0 && touched ? html`<div>${subjectLink(event, touched)}${amount ? ` ${amountText(amount)}` : nothing}</div>` : nothing}
  ${error === null ? nothing : html`<div class="error">${error}</div>`}
  ${parts ? html`<div>parts: ${countsText(parts)}</div>` : nothing}
  ${marks(event).map((mark) => html`<small class="quiet">${mark}</small> `)}
  ${source === 'delivery' ? nothing : html`<small class="quiet">${source}</small>`}`;
}

/** What is unusual about its times. */
export const marks = (event: Pick<ListedEvent, 'receivedAt' | 'occurredAt'>): readonly string[] =>
  isLate(event) && event.occurredAt
    ? [`late by ${duration(event.receivedAt.getTime() - event.occurredAt.getTime())}`]
    : [];

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
