import { explainQueueUrl, openQueueView, type QueueView } from '@payspool/queue';
import { fields, readConfig } from '@payspool/runtime';
import { z } from 'zod';
import { UsageError } from './failure.ts';
import { commandEnv } from './environment.ts';

const QueueConfig = z.object({ queueUrl: fields.queueUrl.superRefine(explainQueueUrl) });

/**
 * Runs `work` on the queue of the environment, or of the stack that `start` runs here, and closes it. The view reads and writes nothing.
 *
 * @throws {UsageError} if there is neither
 */
export async function withQueueView<Result>(work: (view: QueueView) => Promise<Result>): Promise<Result> {
  const env = commandEnv();
  if (!env['QUEUE_URL'] && !env['QUEUE_URL_FILE'])
    throw new UsageError('QUEUE_URL is not set, and `start` is not running in this folder');
  const view = openQueueView({ url: readConfig(QueueConfig, env).queueUrl });
  try {
    return await work(view);
  } finally {
    await view.close();
  }
}
