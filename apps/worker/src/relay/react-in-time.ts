/** The reaction exceeded its deadline. Its work may still continue; the signal tells it to stop. */
export class ReactionTimeoutError extends Error {
  readonly code = 'reaction_timeout';
  override readonly name = 'ReactionTimeoutError';
}

/**
 * Runs `react` until it settles, its deadline is over, or the worker stops. In the last two cases its signal is aborted.
 *
 * @throws {ReactionTimeoutError} at the deadline
 */
export async function reactInTime(
  react: (signal: AbortSignal) => Promise<void>,
  { deadlineMs, signal }: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const over = new AbortController();
  const late = new ReactionTimeoutError(`cut off after ${deadlineMs} ms`);
  const timer = setTimeout(() => over.abort(late), deadlineMs);
  const leave = () => over.abort(new Error('the worker is stopping'));
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    over.signal.throwIfAborted();
    const cut = new Promise<never>((_, reject) => {
      over.signal.addEventListener('abort', () => reject(over.signal.reason as Error), { once: true });
    });
    await Promise.race([react(over.signal), cut]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}
