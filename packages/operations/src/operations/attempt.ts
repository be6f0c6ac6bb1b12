import { ApiRefusedError, UnavailableError } from '@payspool/providers';
import { paceOf, type StepContext } from './operation-kind.ts';

/** The result of a call: its value, when to try again, or why it counts as unread. */
export type Attempt<Value> =
  | { readonly value: Value }
  | { readonly pauseMs: number; readonly tries: number }
  | { readonly unread: string };

/** No answer makes an operation wait longer than this, milliseconds. */
const LONGEST_MS = 300_000;

/**
 * Calls an API. If it does not answer or wants to be called less often, the step is run again after a pause; after the last pause it counts
 * as unread, and never as read. A refusal counts as unread at once.
 *
 * @param tries how often this call has failed
 */
export async function attempt<Value>(
  tries: number,
  context: Pick<StepContext, 'pace' | 'signal'>,
  work: () => Promise<Value>,
): Promise<Attempt<Value>> {
  try {
    return { value: await work() };
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ApiRefusedError)
      return { unread: error.code === undefined ? error.message : `${error.message}: ${error.code}` };
    if (!(error instanceof UnavailableError)) throw error;
    const pauseMs = paceOf(context).retriesMs[tries];
    if (pauseMs === undefined) return { unread: `${error.message}, after ${tries + 1} attempts` };
    return { pauseMs: Math.max(pauseMs, Math.min(error.retryAfterMs ?? 0, LONGEST_MS)), tries: tries + 1 };
  }
}
