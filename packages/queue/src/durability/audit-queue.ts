import { withDeadline } from '../deadline.ts';
import { DELIVERIES, KEY_PREFIX } from '../names.ts';
import { parseQueueUrl } from '../url/queue-url.ts';
import { QueueUnavailableError } from '../queue-unavailable-error.ts';
import { openStore } from '../store/open-store.ts';
import type { QueueAudit } from './queue-audit.ts';

/**
 * Audits the store once, on a connection of its own. Rejects with `QueueUnavailableError` within `timeoutMs`.
 *
 * @throws {InvalidQueueUrlError}
 */
export async function auditQueue({
  url,
  timeoutMs,
}: {
  readonly url: string;
  readonly timeoutMs: number;
}): Promise<QueueAudit> {
  const store = openStore(parseQueueUrl(url), {
    queueName: DELIVERIES,
    role: 'producer',
    timeoutMs,
    maxConnections: 1,
    keyPrefix: KEY_PREFIX,
    onError: () => undefined, // the promise rejects with the error
  });
  try {
    return await withDeadline(
      store.ready().then(() => store.audit()),
      timeoutMs,
      () => new Error(`no answer within ${timeoutMs} ms`),
    );
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'failed';
    throw new QueueUnavailableError(`the queue cannot be audited: ${problem}`, error);
  } finally {
    await store.close();
  }
}
