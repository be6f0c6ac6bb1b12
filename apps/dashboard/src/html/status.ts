import { html, type Html } from './html.ts';

/** What a status means to somebody who looks for trouble. */
type Tone = 'good' | 'bad' | 'wait' | 'past' | 'note';

/** The shape tells the tones apart where colours do not. */
const SHAPES: Readonly<Record<Tone, string>> = { good: '●', bad: '▲', wait: '◐', past: '○', note: '◆' };

/** Every word that the tables use for a status. A word that is not listed is shown as a note. */
const TONES: Readonly<Record<string, Tone>> = {
  // orders, payments, refunds
  paid: 'good',
  succeeded: 'good',
  authorized: 'wait',
  pending: 'wait',
  partially_refunded: 'note',
  refunded: 'past',
  canceled: 'past',
  // disputes
  opened: 'bad',
  won: 'good',
  lost: 'bad',
  closed: 'past',
  // subscriptions
  active: 'good',
  trialing: 'good',
  incomplete: 'wait',
  past_due: 'bad',
  unpaid: 'bad',
  paused: 'wait',
  expired: 'past',
  // access
  granted: 'good',
  revoked: 'bad',
  none: 'past',
  // events
  applied: 'good',
  ignored: 'past',
  split: 'note',
  // reactions and jobs
  waiting: 'wait',
  ready: 'wait',
  queued: 'wait',
  retrying: 'wait',
  delayed: 'wait',
  skipped: 'past',
  completed: 'good',
  // operations
  running: 'wait',
  done: 'good',
  aborted: 'past',
  // findings
  missing: 'bad',
  behind: 'wait',
  contradicts: 'bad',
  gone: 'note',
  elsewhere: 'note',
  unreadable: 'bad',
  resolved: 'good',
  // everything
  ok: 'good',
  failed: 'bad',
  refused: 'bad',
  late: 'wait',
  live: 'bad',
  test: 'note',
};

/** A status: its word, a shape and a colour. */
export function status(word: string, tone: Tone = toneOf(word)): Html {
  const { text, shape } = statusParts(word, tone);
  return html`<span class="st ${tone}"><i aria-hidden="true">${shape}</i>${text}</span>`;
}

/** The same for a script that makes the elements itself. */
export const statusParts = (word: string, tone: Tone = toneOf(word)) => ({
  text: word.replaceAll('_', ' '),
  tone,
  shape: SHAPES[tone],
});

const toneOf = (word: string): Tone => (Object.hasOwn(TONES, word) ? TONES[word] : undefined) ?? 'note';
