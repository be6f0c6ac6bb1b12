import type { EventDetails } from '@payspool/inspect';
import { maskBody } from '@payspool/providers/personal';
import { html, type Html, nothing } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';

/** Characters of a reason. */
export const MOST_REASON = 200;

/** The form below an event that opens its body. Each look at it is a row in the audit. */
export const bodyForm = (event: EventDetails): Html =>
  html`<form method="post" action="${href.eventBody(event)}" class="row">
    <label>
      Why do you look?
      <input name="reason" maxlength="${MOST_REASON}" autocomplete="off" />
    </label>
    <button name="show" value="masked">Show the body without personal data</button>
    <button name="show" value="all" class="danger">Show the whole body</button>
    <p class="quiet">The audit records who looks at which body.</p>
  </form>`;

export interface ShownBody {
  readonly text: string;
  /** The places of the masked values; none if the whole body is shown. */
  readonly masked: readonly string[];
}

/** A body as a person may see it: without personal data, unless they asked for all of it. */
export function shownBody(event: EventDetails, body: Buffer, show: 'masked' | 'all'): ShownBody {
  if (show === 'masked') return maskBody(event.provider, body);
  return { text: body.toString('utf8'), masked: [] };
}

export const bodyView = (event: EventDetails, shown: ShownBody | undefined): PageContent => ({
  title: `Body of ${event.eventKey}`,
  heading: html`Body of <code>${event.eventKey}</code>`,
  body: html`<p><a href="${href.event(event)}">The event</a></p>
    ${shown === undefined ? missing : content(shown)} ${bodyForm(event)}`,
});

const missing = html`<p>
  No body is stored: it has expired by <code>RAW_BODY_RETENTION_DAYS</code>, it was erased, or the event did
  not come as a delivery.
</p>`;

const content = ({ text, masked }: ShownBody): Html =>
  html`${masked.length === 0 ? nothing : html`<p>${masked.length} values are masked.</p>`}
    <pre tabindex="0">${text}</pre>`;
