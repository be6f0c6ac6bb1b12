import type { Consumer, Reaction } from '../consumer.ts';
import type { GuardedPost } from '../outbound/guarded-post.ts';
import { alertFacts, alertText, type AlertTopic } from './alert-text.ts';

const TOPICS = [
  'payment.failed',
  'payment.disputed',
  'payment.charged_back',
  'subscription.past_due',
  'order.disputed',
  'order.charged_back',
  'refund.unmatched',
] as const satisfies readonly AlertTopic[];
const DEADLINE_MARGIN_MS = 2000;

/** Alerts people: writes a log line for each transition, and sends a message if a webhook is configured. The message is retried separately. */
export function createAlerts(
  { alertUrl }: { readonly alertUrl?: URL | undefined },
  { guarded }: { readonly guarded: GuardedPost },
): Consumer[] {
  const log: Consumer = { name: 'alert', on: onEach(writeLine) };
  if (!alertUrl) return [log];
  const post: Consumer = {
    name: 'alert:webhook',
    on: onEach(postTo(alertUrl, guarded)),
    deadlineMs: guarded.timeoutMs + DEADLINE_MARGIN_MS,
  };
  return [log, post];
}

const onEach = (react: Reaction<AlertTopic>): Consumer['on'] =>
  Object.fromEntries(TOPICS.map((topic) => [topic, react]));

const writeLine: Reaction<AlertTopic> = async ({ topic, payload }, { logger }) => {
  logger.warn(alertFacts(payload), topic);
};

const postTo =
  (url: URL, guarded: GuardedPost): Reaction<AlertTopic> =>
  async ({ topic, payload }, { signal }) => {
    const body = Buffer.from(JSON.stringify({ text: alertText(topic, payload) }));
    const headers = { 'content-type': 'application/json' };
    await guarded.post({ consumer: 'alert:webhook', url, headers, body, signal });
  };
