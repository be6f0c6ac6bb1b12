import { signStandardWebhook } from '@payspool/providers';
import type { Consumer, Reaction, Transition } from '../consumer.ts';
import type { GuardedPost } from '../outbound/guarded-post.ts';
import type { Topic } from '@payspool/events';
import type { Forward } from './forward-list.ts';

/** Time for the work around the exchange itself. */
const DEADLINE_MARGIN_MS = 2000;

/** One consumer per receiver. It posts every transition of its topics, signed by the Standard Webhooks specification. */
export function createForwards(
  { forwardUrls }: { readonly forwardUrls: readonly Forward[] },
  outbound: { readonly guarded: GuardedPost; readonly now: () => Date },
): Consumer[] {
  return forwardUrls.map((forward) => {
    const name = `forward:${forward.name}`;
    const react = forwardTo(forward, { name, ...outbound });
    return {
      name,
      on: Object.fromEntries(forward.topics.map((topic) => [topic, react])),
      deadlineMs: outbound.guarded.timeoutMs + DEADLINE_MARGIN_MS,
    };
  });
}

const forwardTo =
  (
    { url, secrets }: Forward,
    {
      name,
      guarded,
      now,
    }: { readonly name: string; readonly guarded: GuardedPost; readonly now: () => Date },
  ): Reaction<Topic> =>
  async (transition, { signal }) => {
    const body = bodyOf(transition);
    const id = transition.idempotencyKey;
    const signature = signStandardWebhook({ id, sentAt: now(), body, secrets });
    const headers = { 'content-type': 'application/json', ...signature };
    await guarded.post({ consumer: name, url, headers, body, signal });
  };

/** The same bytes at every attempt. `sequence` orders the transitions of one purchase or subscription. */
const bodyOf = ({ topic, payload, stored, id }: Transition): Buffer =>
  Buffer.from(
    JSON.stringify({
      type: topic,
      timestamp: payload.occurredAt,
      data: { ...stored, sequence: id.toString() },
    }),
  );
