import {
  arrivalText,
  changeText,
  cursorText,
  expectationText,
  meaningTexts,
  type Purchase,
  type StoryEntry,
  type StoryReaction,
  type StoryTransition,
  unchangedText,
} from '@payspool/inspect';
import { html, type Html, nothing } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import { status } from '../../html/status.ts';
import { exactTimeElement } from '../../html/time.ts';
import { purchaseHref } from './purchase-link.ts';

/** The events of a purchase in the provider's order of time, with what each meant, changed and published. */
export function storyView(
  purchase: Purchase,
  { isOlder, now }: { readonly isOlder: boolean; readonly now: Date },
): Html {
  const { story, older, events, row } = purchase;
  return html`<h2 id="story">What happened</h2>
    <p class="quiet">
      By the provider's clock, the oldest first. Our time stands beside it where it differs by more than a
      minute.${Number(events) > story.length ? html` ${story.length} of ${events} events are shown.` : nothing}
    </p>
    ${older ? html`<p class="pages"><a rel="next" href="${purchaseHref(row, { older: cursorText(older) })}">older events</a></p>` : nothing}
    <ol class="story">
      ${story.map((entry) => entryView(entry, purchase))} ${isOlder ? nothing : expectedView(purchase, now)}
    </ol>
    ${isOlder ? html`<p class="pages"><a rel="prev" href="${purchaseHref(row)}">the newest events</a></p>` : nothing}`;
}

function entryView(entry: StoryEntry, { row }: Purchase): Html {
  const { event, at, changes, unchanged, transitions } = entry;
  const arrival = arrivalText(entry);
  const tone = event.status === 'failed' ? 'bad' : changes.length > 0 ? 'good' : 'past';
  return html`<li class="entry ${tone}" data-row>
    <div class="when">
      ${exactTimeElement(at)}${arrival === '' ? nothing : html`<small>${arrival}</small>`}
    </div>
    <div class="what">
      <p>
        <a class="row-link" href="${href.event(event)}"><code>${event.type || 'not readable'}</code></a>
        ${event.status === 'applied' ? nothing : status(event.status)}
      </p>
      ${meaningTexts(entry).map((text) => html`<p>${text}</p>`)}
      ${changes.map((change) => html`<p class="change">${changeText(change, row)}</p>`)}
      ${unchanged ? html`<p class="quiet">${unchangedText(unchanged)}</p>` : nothing}
      ${
        transitions.length === 0
          ? nothing
          : html`<ul class="published">
              ${transitions.map(transitionView)}
            </ul>`
      }
    </div>
  </li>`;
}

const transitionView = ({ id, topic, occurrence, reactions, dispatchedAt }: StoryTransition): Html =>
  html`<li>
    published <code>${topic}</code> <small>#${id}${occurrence > 1 ? `, time ${occurrence}` : ''}</small>
    ${dispatchedAt === null ? status('waiting') : nothing}
    ${reactions.map((reaction) => reactionView(id, reaction))}
  </li>`;

const reactionView = (outboxId: bigint, { consumer, status: word, attempts, error }: StoryReaction): Html =>
  html`<span class="reaction"
    >${status(word)}
    <a href="${href.reaction({ outboxId, consumer })}">${consumer}</a>
    ${attempts > 1 ? html`<small>${attempts} attempts</small>` : nothing}
    ${error !== null && word !== 'succeeded' ? html`<small class="error">${error}</small>` : nothing}</span
  >`;

/** The line of now: what should come next. */
const expectedView = ({ expected }: Purchase, now: Date): Html =>
  html`<li class="entry now">
    <div class="when">${exactTimeElement(now)}<small>now</small></div>
    <div class="what">
      ${expected.length === 0 ? html`<p class="quiet">Nothing is expected.</p>` : nothing}
      ${expected.map((each) => html`<p>${expectationText(each, now)}</p>`)}
    </div>
  </li>`;
