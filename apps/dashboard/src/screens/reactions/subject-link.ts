import type { Reaction } from '@payspool/inspect';
import { html, type Html } from '../../html/html.ts';
import { idText } from '../../html/id.ts';
import { href } from '../../html/href.ts';

/** What a transition is about, with a link if it has a page. */
export function subjectLink({
  provider,
  account,
  subjectKind,
  subjectRef,
}: Pick<Reaction, 'provider' | 'account' | 'subjectKind' | 'subjectRef'>): Html {
  const text = html`${subjectKind} <code>${idText(subjectRef)}</code>`;
  if (subjectKind === 'order')
    return html`<a href="${href.order({ provider, account, orderRef: subjectRef })}">${text}</a>`;
  if (subjectKind === 'subscription')
    return html`<a href="${href.subscription({ provider, account, subscriptionRef: subjectRef })}"
      >${text}</a
    >`;
  return html`<a href="${href.find(subjectRef)}">${text}</a>`;
}
