import {
  type ChangeOfEvent,
  columnLabel,
  type EventDetails,
  type EventRow,
  meaningOf,
  type PublishedReaction,
  type PublishedTransition,
  termText,
  valueText,
} from '@payspool/inspect';
import { hasRight, type User } from '../../access/user.ts';
import { copyable } from '../../html/command.ts';
import { diff } from '../../html/diff.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import { idText } from '../../html/id.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { facts, table } from '../../html/table.ts';
import { duration, exactTimeElement, time } from '../../html/time.ts';
import { bodyForm } from './body-view.ts';
import { eventLink, marks, subjectLink } from './event-cells.ts';
import type { JobOfEvent } from './read-job.ts';

export interface EventViewOptions {
  readonly event: EventDetails;
  readonly job: JobOfEvent;
  readonly user: User;
  readonly now: Date;
}

export const eventView = ({ event, job, user, now }: EventViewOptions): PageContent => ({
  title: event.type || 'Event that could not be read',
  heading: html`${event.type || 'Event that could not be read'} ${status(event.status)}`,
  command: ['events', 'show', event.eventKey, '--provider', event.provider, '--account', event.account],
  body: html`${head(event, now)}
    ${event.reason === null ? nothing : html`<p class="notice bad">${event.reason}</p>`}
    ${actions(event, user)}
    <h2>What it meant</h2>
    ${meaning(event)}
    <h2>What it changed</h2>
    ${changes(event)}
    <h2>What was published</h2>
    ${published(event, now)} ${parts(event)} ${event.partOf === null ? jobView(job, now) : nothing}
    <h2>Evidence</h2>
    ${evidence(event)} ${hasRight(user, 'bodies') ? bodyForm(event) : nothing}
    <h2>Same purchase</h2>
    ${beside(event)}`,
});

const head = (event: EventDetails, now: Date): Html => {
  const { receivedAt, occurredAt, appliedAt, signedAt, mode, signedMode, source, partOf, provider, account } =
    event;
  return facts([
    ['key', copyable(event.eventKey, 'key')],
    ['account', `${provider}/${account}`],
    ['mode', mode === null ? 'unknown' : status(mode)],
    [
      'signed with',
      signedMode === null || signedMode === mode ? undefined : html`${status(signedMode)} credentials`,
    ],
    ['source', source === 'delivery' ? undefined : source],
    ['occurred', occurredAt ? time(occurredAt, now) : 'unknown'],
    ['signed', signedAt ? time(signedAt, now) : undefined],
    ['received', time(receivedAt, now)],
    ['applied', appliedAt ? time(appliedAt, now) : undefined],
    ['from its time to its receipt', lag(occurredAt, receivedAt, marks(event))],
    ['from its receipt to its effect', lag(receivedAt, appliedAt, [])],
    ["provider's account", event.providerAccount ?? undefined],
    ['part of', partOf === null ? undefined : eventLink({ provider, account, eventKey: partOf })],
  ]);
};

const lag = (from: Date | null, to: Date | null, remarks: readonly string[]): Html | undefined =>
  from && to
    ? html`${to.getTime() < from.getTime() ? '−' : nothing}${duration(to.getTime() - from.getTime())}
      ${remarks.length > 0 ? html`<small>late</small>` : nothing}`
    : undefined;

/** Forms of operations on this event, for those who may ask for them. */
function actions({ provider, account, eventKey, status: outcome }: EventDetails, user: User): Html {
  if (!hasRight(user, 'operate')) return nothing;
  const terms = { id: eventKey, provider, account };
  const filter = Object.entries(terms)
    .map(([key, value]) => termText(key, value))
    .join(' ');
  return html`<p class="actions">
    ${outcome === 'failed' ? html`<a class="button" href="${href.newOperation({ kind: 'retry', filter })}">Retry its delivery</a>` : nothing}
    <a class="button" href="${href.newOperation({ kind: 'replay', filter })}">Replay it</a>
  </p>`;
}

function jobView(job: JobOfEvent, now: Date): Html {
  if ('problem' in job)
    return html`<h2>Job</h2>
      <p class="quiet">${job.problem}.</p>`;
  const { jobId, state, attemptsMade, failedReason, nextAt } = job;
  return html`<h2>Job</h2>
    ${facts([
      ['state', status(state)],
      ['attempts', attemptsMade],
      ['why the last attempt failed', failedReason],
      ['next attempt', nextAt && html`about ${time(nextAt, now)}`],
      ['id', html`<code>${idText(jobId)}</code>`],
    ])}`;
}

function meaning({ canonical }: EventDetails): Html {
  if (canonical.length === 0) return html`<p class="quiet">Nothing that Payspool keeps.</p>`;
  return html`<ul>
      ${meaningOf(canonical).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    <details>
      <summary>Canonical fields</summary>
      <pre tabindex="0">${JSON.stringify(canonical, null, 2)}</pre>
    </details>`;
}

function changes(event: EventDetails): Html {
  if (event.changes.length === 0)
    return html`<p class="quiet">
      ${event.status === 'applied' ? 'Nothing in orders and subscriptions: what it says was known already, or is about something else.' : 'Nothing.'}
    </p>`;
  return html`${event.changes.map(
    (change) =>
      html`<h3>${subjectLink(event, change)}</h3>
        ${diff({ caption: `Changes of ${change.kind} ${change.ref}`, rows: diffRows(change) })}`,
  )}`;
}

const diffRows = (change: ChangeOfEvent) =>
  change.steps.map(({ column, from, to }) => ({
    field: columnLabel(column),
    before: from === null ? null : valueText(from, change, column),
    after: to === null ? null : valueText(to, change, column),
  }));

const published = ({ published: transitions }: EventDetails, now: Date): Html =>
  table({
    caption: 'Transitions that were published because of this event, with their reactions',
    rows: transitions.flatMap(reactionsOf),
    empty: 'Nothing was published because of this event.',
    columns: [
      { label: 'topic', cell: ({ transition }) => topicText(transition), isHead: true },
      { label: 'of', cell: ({ transition: { subjectKind, subjectRef } }) => `${subjectKind} ${subjectRef}` },
      { label: 'at', cell: ({ transition }) => time(transition.createdAt, now) },
      {
        label: 'consumer',
        cell: ({ transition, reaction }) =>
          reaction
            ? html`<a href="${href.reaction({ outboxId: transition.outboxId, consumer: reaction.consumer })}"
                >${reaction.consumer}</a
              >`
            : 'none yet',
      },
      { label: 'status', cell: ({ reaction }) => reaction && status(reaction.status) },
      { label: 'attempts', isNumber: true, cell: ({ reaction }) => reaction?.attempts },
      { label: 'why', cell: ({ reaction }) => reaction?.error },
    ],
  });

/** A row for each reaction; one without a reaction if there is none yet. */
const reactionsOf = (
  transition: PublishedTransition,
): { readonly transition: PublishedTransition; readonly reaction: PublishedReaction | undefined }[] =>
  transition.reactions.length === 0
    ? [{ transition, reaction: undefined }]
    : transition.reactions.map((reaction) => ({ transition, reaction }));

const topicText = ({ topic, occurrence }: PublishedTransition): string =>
  occurrence > 1 ? `${topic} (time ${occurrence})` : topic;

const parts = ({ parts: all }: EventDetails): Html =>
  all.length === 0
    ? nothing
    : html`<h2>Parts</h2>
        ${eventTable('The parts of this delivery, one for each purchase', all, '')}`;

const evidence = ({ headers }: EventDetails): Html =>
  table({
    caption: 'Stored headers',
    rows: Object.entries(headers),
    empty: 'No headers were stored: it did not come as a delivery.',
    columns: [
      { label: 'header', cell: ([name]) => html`<code>${name}</code>` },
      { label: 'value', cell: ([, value]) => html`<code>${String(value)}</code>` },
    ],
  });

const beside = (event: EventDetails): Html =>
  eventTable(
    'Events of the same purchase around this one, by the time of the provider',
    event.beside,
    event.aggregateId === null ? 'It names no purchase.' : 'It is the only one.',
  );

const eventTable = (caption: string, rows: readonly EventRow[], empty: string): Html =>
  table({
    caption,
    rows,
    empty,
    columns: [
      {
        label: 'occurred',
        cell: ({ occurredAt }) => (occurredAt ? exactTimeElement(occurredAt) : 'unknown'),
      },
      { label: 'status', cell: (row) => status(row.status) },
      { label: 'type', cell: ({ type }) => type },
      { label: 'key', isHead: true, cell: eventLink },
      { label: 'why', cell: ({ error }) => error },
    ],
  });
