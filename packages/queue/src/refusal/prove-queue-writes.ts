import { withDeadline } from '../deadline.ts';
import { DELIVERIES, KEY_PREFIX } from '../names.ts';
import { openStore } from '../store/open-store.ts';
import { parseQueueUrl } from '../url/queue-url.ts';
import { withoutPayload } from '../without-payload.ts';
import { explainRefusal, refusalReason, type WriteRefusal } from './refusals.ts';

/**
 * Tests once, on a connection of its own, whether the queue accepts writes; resolves with `undefined` if it does. The test leaves no data
 * behind. Errors of the store do not reject it, and it settles within `timeoutMs`.
 *
 * @throws {InvalidQueueUrlError}
 */
export async function proveQueueWrites({
  url,
  timeoutMs,
}: {
  /** `QUEUE_URL`. */
  readonly url: string;
  readonly timeoutMs: number;
}): Promise<(WriteRefusal & { readonly error: Error }) | undefined> {
  const target = parseQueueUrl(url);
  const store = openStore(target, {
    queueName: DELIVERIES,
    role: 'producer',
    timeoutMs,
    maxConnections: 1,
    keyPrefix: KEY_PREFIX,
    onError: () => undefined, // the result contains the error
  });
  try {
    const proof = store.ready().then(() => store.proveWrite({ thorough: true }));
    await withDeadline(proof, timeoutMs, () => new Error(`no answer within ${timeoutMs} ms`));
    return undefined;
  } catch (error) {
    return { error: withoutPayload(error), ...explainRefusal(refusalReason(error), target.backend) };
  } finally {
    await store.close();
  }
}
