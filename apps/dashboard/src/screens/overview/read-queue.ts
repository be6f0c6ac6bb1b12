import { isInScope, type Scope } from '@payspool/inspect';
import { QueueUnavailableError, type QueueBacklog, type RefusedDelivery } from '@payspool/queue';
import type { ScreenRequest } from '../screen.ts';

/** What the queue's store shows; if it does not answer, why. */
export interface QueueState {
  readonly backlog: readonly QueueBacklog[];
  /** Refused deliveries of the accounts that the user may see, newest first. */
  readonly refused: readonly RefusedDelivery[];
  readonly problem?: string;
}

/** Reads the state of the queue. A page is shown without it while the store is down. */
export async function readQueue(
  view: Pick<ScreenRequest['queueView'], 'backlog' | 'refusals'>,
  scope: Scope,
): Promise<QueueState> {
  try {
    const [backlog, refused] = await Promise.all([view.backlog(), view.refusals()]);
    return { backlog, refused: refused.filter((one) => isInScope(scope, one)) };
  } catch (error) {
    return { backlog: [], refused: [], problem: problemOf(error) };
  }
}

/** The message of a queue that cannot be read. @throws any other error */
export function problemOf(error: unknown): string {
  if (error instanceof QueueUnavailableError) return error.message;
  throw error;
}
