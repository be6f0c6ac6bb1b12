import { accessText, type OrderRow, type Purchase, type SubscriptionRow, sumText } from '@payspool/inspect';
import { hasRight, type User } from '../../access/user.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { facts } from '../../html/table.ts';
import { time } from '../../html/time.ts';
import { aliasesView, idView, operationsView, partsView } from './parts-view.ts';
import { storyView } from './story-view.ts';
import { sumBar } from './sum-bar.ts';

/** The page of one order or subscription: its status and what makes it so, its story, its parts, and every id of it. */
export function purchaseView({
  purchase,
  user,
  isOlder,
  now,
}: {
  readonly purchase: Purchase;
  readonly user: User;
  /** Older events than the newest are shown. */
  readonly isOlder: boolean;
  readonly now: Date;
}): PageContent {
  const { row, story } = purchase;
  const mode = story.at(-1)?.event.mode ?? null;
  const name = row.kind === 'order' ? 'Order' : 'Subscription';
  return {
    title: `${name} ${row.ref}`,
    heading: html`${name} <code>${row.ref}</code> ${status(row.status)}`,
    command: [`${row.kind}s`, 'show', row.ref, '--provider', row.provider, '--account', row.account],
    body: html`${headView(purchase, now)} ${noticesView(purchase, now)} ${factsView(purchase, mode, now)}
    ${actionsView(row, user)} ${storyView(purchase, { isOlder, now })} ${partsView(purchase, mode)}
    ${operationsView(purchase, user)} ${aliasesView(purchase, mode)}`,
  };
}

/** The status in words: the sum that makes it so, and the access that follows. */
const headView = ({ row }: Purchase, now: Date): Html =>
  html`<div class="sum">
    ${
      row.kind === 'order'
        ? html`<p class="equation">${sumText(row)}</p>
            ${sumBar(row)}`
        : nothing
    }
    <p>${capital(accessText(row, now))}.</p>
  </div>`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What somebody should know first. */
function noticesView({ row, drift, heldUntil, entitlement, story }: Purchase, now: Date): Html {
  const failed = story.filter(({ event }) => event.status === 'failed').length;
  const waits = story.flatMap(({ transitions }) => transitions.flatMap(({ reactions }) => reactions));
  const broken = waits.filter((reaction) => reaction.status === 'failed');
  const notices = [
    row.kind === 'order' && row.disputed && html`A dispute over one of its payments is open.`,
    row.kind === 'subscription' &&
      row.collectionPaused &&
      html`The provider creates invoices and does not collect them for now.`,
    failed > 0 && html`${failed === 1 ? 'One' : failed} of the events below failed, and changed nothing.`,
    broken.length > 0 &&
      html`${broken.length === 1 ? 'A reaction' : `${broken.length} reactions`} failed for good:
        ${broken.map(({ consumer }) => consumer).join(', ')}.
        <a href="${href.reactions({ filter: 'status:failed' })}">Failed reactions</a>`,
    entitlement?.status === 'withheld' &&
      html`The entitlement is withheld: ${entitlement.reason ?? 'no reason is stated'}.`,
    heldUntil !== null &&
      heldUntil > now &&
      html`Nothing is published until ${time(heldUntil, now)}: the merchant's own id is missing.`,
    ...drift.map(
      (found) =>
        html`The provider shows <code>${found.objectKind} ${found.objectId}</code> otherwise (${found.class}):
          ${found.remedy}. <a href="${href.drift()}">Drift</a>`,
    ),
  ].filter((notice) => notice !== false);
  return html`${notices.map((notice) => html`<p class="notice bad">${notice}</p>`)}`;
}

function factsView({ row, entitlement }: Purchase, mode: string | null, now: Date): Html {
  const { provider, account, merchantRef, customerRef, providerStatus } = row;
  return facts([
    [
      'account',
      html`<a href="${href.account({ provider, account })}">${provider}/${account}</a
        >${mode === null ? nothing : html` ${status(mode)}`}`,
    ],
    [
      'your ref',
      merchantRef === null ? 'not sent' : html`<code>${merchantRef}</code> <small>${writtenBy(row)}</small>`,
    ],
    ['customer', customerRef === null ? undefined : customerView(row, customerRef, mode)],
    ['entitlement', entitlement === null ? 'none written' : entitlementView(entitlement, now)],
    ["provider's status", providerStatus === null ? undefined : html`<code>${providerStatus}</code>`],
    ...(row.kind === 'subscription' ? subscriptionFacts(row, now) : []),
    ['created', time(row.createdAt, now)],
    ['last event', time(row.updatedAt, now)],
    ['at the provider', idView({ provider, mode }, row.ref)],
  ]);
}

const writtenBy = ({ merchantRefField, merchantRefWriter }: OrderRow | SubscriptionRow): string =>
  [
    merchantRefField && `from ${merchantRefField}`,
    merchantRefWriter === 'buyer' && 'the buyer can have written it',
  ]
    .filter(Boolean)
    .join(', ');

const customerView = (
  { kind, provider }: OrderRow | SubscriptionRow,
  customerRef: string,
  mode: string | null,
): Html => {
  const filter = { filter: `customer:"${customerRef.replaceAll('"', '\\"')}"` };
  return html`${idView({ provider, mode }, customerRef)}
    <a href="${kind === 'order' ? href.orders(filter) : href.subscriptions(filter)}">all ${kind}s</a>`;
};

const entitlementView = (
  { status: word, reason, validUntil, grantedAt, revokedAt }: NonNullable<Purchase['entitlement']>,
  now: Date,
): Html =>
  html`${status(word)}${reason === null ? nothing : html` <small>${reason.replaceAll('_', ' ')}</small>`}
  ${grantedAt ? html`<br />granted ${time(grantedAt, now)}` : nothing}
  ${revokedAt ? html`<br />revoked ${time(revokedAt, now)}` : nothing}
  ${validUntil ? html`<br />until ${time(validUntil, now)}` : nothing}`;

const subscriptionFacts = (row: SubscriptionRow, now: Date) =>
  [
    [
      'plan',
      row.planRef === null
        ? undefined
        : html`<code>${row.planRef}</code
            >${row.quantity !== null && row.quantity !== 1n ? html` × ${row.quantity}` : nothing}`,
    ],
    [
      'period that is billed',
      row.currentPeriodEnd === null ? undefined : html`until ${time(row.currentPeriodEnd, now)}`,
    ],
    [
      'paid until',
      row.paidUntil === null
        ? 'nothing is paid'
        : html`${time(row.paidUntil, now)}${row.paidUntilSource === 'stated' ? nothing : html` <small>${row.paidUntilSource}</small>`}`,
    ],
    ['trial until', row.trialEnd === null ? undefined : time(row.trialEnd, now)],
    ['will be canceled', row.cancelAt === null ? undefined : time(row.cancelAt, now)],
  ] as const;

/** Forms of operations on this purchase, for those who may ask for them. */
function actionsView({ provider, account, ref }: OrderRow | SubscriptionRow, user: User): Html {
  if (!hasRight(user, 'operate')) return nothing;
  const form = (operation: string) => href.newOperation({ kind: operation, provider, account, order: ref });
  return html`<p class="actions">
    <a class="button" href="${form('reconcile')}">Compare with the provider now</a>
    <a class="button" href="${form('rebuild')}">Rebuild from its events</a>
    <a class="button" href="${form('replay')}">Replay its events</a>
  </p>`;
}
