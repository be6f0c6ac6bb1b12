import { amountText, type Change, type Currency, describeChange, sentenceOf } from '../meaning/index.ts';
import { exactTime, spanText } from '../meaning/time-text.ts';
import type { Expectation } from './expectations.ts';
import type { OrderRow, SubscriptionRow } from './purchase-row.ts';
import type { Part, Purchase } from './read-purchase.ts';
import type { StoryEntry, StoryReaction } from './story.ts';
import type { Unchanged } from './why-unchanged.ts';

// The words of a story, for the commands, the dashboard and the demonstration.

/** `paid 100.00 − refunded 30.00 − charged back 0.00 = 70.00 of 100.00 EUR`: the sum that makes the status of an order. */
export function sumText(order: OrderRow): string {
  const exponent = order.exponent ?? 0;
  const text = (amountMinor: bigint, currency: string | null = null): string =>
    amountText({ amountMinor, currency, exponent });
  const { paidMinor, refundedMinor, chargedBackMinor, amountMinor, currency } = order;
  const kept = paidMinor - refundedMinor - chargedBackMinor;
  const due = amountMinor === null ? `unknown${currency ? ` ${currency}` : ''}` : text(amountMinor, currency);
  return `paid ${text(paidMinor)} − refunded ${text(refundedMinor)} − charged back ${text(chargedBackMinor)} = ${text(kept)} of ${due}`;
}

/** The access that the status and the payments of a purchase give, in a sentence without a full stop. */
export function accessText(row: OrderRow | SubscriptionRow, now: Date): string {
  if (row.access === 'none') return 'no access: nothing has been paid or begun';
  if (row.access === 'revoked') return 'access revoked: the money went back';
  if (row.kind === 'order' || row.validUntil === null)
    return row.kind === 'order' ? 'access granted' : 'access granted while the provider continues billing';
  const reason = row.accessEndReason ? ` (${row.accessEndReason.replaceAll('_', ' ')})` : '';
  const verb = row.validUntil > now ? 'access granted, ends' : 'access ended';
  return `${verb} ${exactTime(row.validUntil)}${reason}`;
}

/** A delay is worth a word from a minute on. */
const REMARKABLE_MS = 60_000;

/** Our time beside the provider's: `came 3 h 12 min later`, `read from the API at …`. Empty if there is nothing to say. */
export function arrivalText({ event, delayMs, overtakenBy }: StoryEntry): string {
  const order = overtakenBy > 0 ? `after ${overtakenBy} later event${overtakenBy === 1 ? '' : 's'}` : '';
  const at = exactTime(event.receivedAt);
  const words: readonly string[] = [
    event.source === 'refetched' ? `read from the provider's list of events at ${at}` : '',
    event.source === 'observed' ? `observed by the API at ${at}` : '',
    event.source === 'delivery' && delayMs > REMARKABLE_MS ? `came ${spanText(delayMs)} later` : '',
    event.source === 'delivery' && delayMs < -REMARKABLE_MS
      ? `came ${spanText(-delayMs)} before the provider's time`
      : '',
    order,
  ];
  return words.filter((word) => word !== '').join(', ');
}

/** What an entry meant, a sentence for each canonical event. */
export const meaningTexts = ({ canonical }: Pick<StoryEntry, 'canonical'>): string[] =>
  canonical.map(sentenceOf);

/** Why an event changed nothing. */
export function unchangedText(unchanged: Unchanged): string {
  switch (unchanged.why) {
    case 'failed':
      return `Failed, so it changed nothing: ${unchanged.error}`;
    case 'ignored':
      return `Ignored: ${unchanged.error}`;
    case 'split':
      return 'Changed nothing itself: each of its parts is an event of its own.';
    case 'unread':
      return 'Changed nothing: it has no meaning that this release can read.';
    case 'repeats':
      return `Changed nothing: ${nameOf(unchanged.other)} had stated the same.`;
    case 'behind':
      return `Changed nothing: ${nameOf(unchanged.other)} had stated a later step.`;
    case 'links':
      return 'Changed nothing: it only connects ids.';
    case 'part':
      return `Changed no sum and no status here: it concerns ${unchanged.part} alone.`;
    case 'known':
      return 'Changed nothing: all that it states was known.';
  }
}

const nameOf = ({
  type,
  eventKey,
  at,
}: {
  readonly type: string;
  readonly eventKey: string;
  readonly at: Date;
}) => `${type} ${eventKey} of ${exactTime(at)}`;

/** A change, with the name of its row if that is not the row of the story. */
export function changeText(change: Change, row: OrderRow | SubscriptionRow): string {
  const unit: Currency =
    row.kind === 'order'
      ? { currency: row.currency, exponent: row.exponent }
      : { currency: null, exponent: null };
  const isOwn = change.kind === row.kind && change.ref === row.ref;
  return `${isOwn ? '' : `${change.kind} ${change.ref}: `}${describeChange(change, unit)}`;
}

/** `fulfilment succeeded`, `forward:crm queued, 3 attempts: answered 503` */
export function reactionText({ consumer, status, attempts, error }: StoryReaction): string {
  const tries =
    attempts > 1 || status !== 'succeeded' ? `, ${attempts} attempt${attempts === 1 ? '' : 's'}` : '';
  return `${consumer} ${status}${tries}${error && status !== 'succeeded' ? `: ${error}` : ''}`;
}

/** What should come next, in a sentence. What is overdue says so. */
export function expectationText(expected: Expectation, now: Date): string {
  switch (expected.what) {
    case 'part':
      return partExpectation(expected.part);
    case 'reaction':
      return `Reaction ${expected.consumer} to ${expected.topic} #${expected.outboxId} is ${expected.status}${attemptsText(expected)}.`;
    case 'dispatch':
      return `Transition ${expected.topic} #${expected.outboxId} waits for the relay of a worker.`;
    default:
      return timedExpectation(expected, now);
  }
}

const attemptsText = ({
  attempts,
  error,
}: {
  readonly attempts: number;
  readonly error: string | null;
}): string =>
  attempts === 0
    ? ''
    : ` after ${attempts} attempt${attempts === 1 ? '' : 's'}${error ? `, which failed: ${error}` : ''}`;

function partExpectation({ kind, ref, status }: Part): string {
  if (kind === 'payment' && status === 'authorized')
    return `Payment ${ref} is authorized, and waits to be captured.`;
  if (kind === 'dispute') return `Dispute ${ref} waits for a decision.`;
  return `${kind === 'payment' ? 'Payment' : 'Refund'} ${ref} is pending.`;
}

const BY_TIME = {
  start: ['Billing begins', 'Billing should have begun'],
  'trial end': ['The trial ends', 'The trial should have ended'],
  renewal: ['It renews', 'It should have been renewed, and no event said so,'],
  cancellation: ['It will be canceled', 'It should have been canceled, and no event said so,'],
  collection: ['Collection resumes', 'Collection should have resumed'],
  'access end': ['Access ends', 'Access ended'],
  publishing: ['The next transition is published', 'A transition should have been published'],
  question: ['The provider is asked again', 'The provider should have been asked again'],
} as const;

function timedExpectation({ what, at, reason }: Extract<Expectation, { at: Date }>, now: Date): string {
  const [future, past] = BY_TIME[what];
  const because = reason ? ` (${reason.replaceAll('_', ' ')})` : '';
  const isPast = at <= now;
  const distance = spanText(Math.abs(at.getTime() - now.getTime()));
  return `${isPast ? past : future} at ${exactTime(at)}${because}, ${isPast ? `${distance} ago` : `in ${distance}`}.`;
}

/** A story as lines of text: each event, and indented below it what it meant, changed and published. */
export function storyLines(purchase: Pick<Purchase, 'row' | 'story'>): string[] {
  return purchase.story.flatMap((entry) => {
    const { event, at, changes, unchanged, transitions } = entry;
    const arrival = arrivalText(entry);
    return [
      `${exactTime(at)}  ${event.type || '(unread)'}  ${event.eventKey}${arrival && `  (${arrival})`}`,
      ...meaningTexts(entry).map((text) => `  ${text}`),
      ...changes.map(
        (change) => `  ${change.isFirst ? 'begins as' : 'changed'}: ${changeText(change, purchase.row)}`,
      ),
      ...(unchanged ? [`  ${unchangedText(unchanged)}`] : []),
      ...transitions.map(
        ({ id, topic, reactions }) =>
          `  published ${topic} #${id}${reactions.length > 0 ? `: ${reactions.map(reactionText).join('; ')}` : ''}`,
      ),
    ];
  });
}
