import type { findReaction } from '@payspool/inspect';
import { html, type Html, nothing } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { facts, table } from '../../html/table.ts';
import { duration, time } from '../../html/time.ts';
import { subjectLink } from './subject-link.ts';

type Found = NonNullable<Awaited<ReturnType<typeof findReaction>>>;

export const reactionView = ({
  reaction,
  transition,
  others,
  mayOperate,
  now,
}: Found & { readonly mayOperate: boolean; readonly now: Date }): PageContent => {
  const { outboxId, consumer, topic, provider, account, publishedAt, finishedAt } = reaction;
  return {
    title: `${consumer}: ${topic} #${transition.occurrence}`,
    heading: html`${consumer}: ${topic} #${transition.occurrence} ${status(reaction.status)}`,
    command: ['reactions', 'show', String(outboxId)],
    body: html`${facts([
        ['of', subjectLink(reaction)],
        ['account', html`<a href="${href.account({ provider, account })}">${provider}/${account}</a>`],
        ['published', time(publishedAt, now)],
        ['caused by', causeLink(reaction, transition.eventKey)],
        ['attempts', reaction.attempts],
        ['on the queue since', reaction.queuedAt ? time(reaction.queuedAt, now) : undefined],
        ['first attempt', reaction.startedAt ? time(reaction.startedAt, now) : undefined],
        [
          'ended',
          finishedAt
            ? html`${time(finishedAt, now)}
                <small>after ${duration(finishedAt.getTime() - publishedAt.getTime())}</small>`
            : undefined,
        ],
        ['idempotency key', html`<code>${transition.idempotencyKey}</code>`],
      ])}
      ${
        reaction.error === null
          ? nothing
          : html`<h2>Why the last attempt failed</h2>
              <pre tabindex="0">${reaction.error}</pre>`
      }
      ${mayOperate && reaction.status !== 'succeeded' ? retryLink(outboxId, consumer) : nothing}
      <h2>Other consumers of this transition</h2>
      ${table({
        caption: 'Other consumers of this transition',
        rows: others,
        empty: html`<p>There is no other consumer.</p>`,
        columns: [
          {
            label: 'consumer',
            cell: (one) =>
              html`<a href="${href.reaction({ outboxId, consumer: one.consumer })}">${one.consumer}</a>`,
          },
          { label: 'status', cell: (one) => status(one.status) },
          { label: 'attempts', isNumber: true, cell: (one) => one.attempts },
        ],
      })}
      <h2>What it was sent</h2>
      <pre tabindex="0">${JSON.stringify(transition.payload, null, 2)}</pre>`,
  };
};

const causeLink = ({ provider, account }: Found['reaction'], eventKey: string): Html =>
  eventKey === ''
    ? html`a replay`
    : html`<a href="${href.event({ provider, account, eventKey })}"><code>${eventKey}</code></a>`;

const retryLink = (outboxId: bigint, consumer: string): Html =>
  html`<p>
    <a
      class="button"
      href="${href.newOperation({ kind: 'react', action: 'retry', id: String(outboxId), consumer })}"
      >Retry it…</a
    >
  </p>`;
