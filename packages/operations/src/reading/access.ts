import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@payspool/db';
import {
  type Account,
  type ApiAccess,
  type ProviderIo,
  retryAfterOf,
  UnavailableError,
} from '@payspool/providers';
import { type BudgetOwner, type CallBudget, createCallBudget, type Purpose } from './budget.ts';

/**
 * How a call to a provider's API ended: `absent` is 404 or 410, `throttled` 429, `unavailable` no answer or one that asks to call again
 * later, `refused` any other 4xx.
 */
export const CALL_RESULTS = ['ok', 'absent', 'throttled', 'refused', 'unavailable'] as const;
export type CallResult = (typeof CALL_RESULTS)[number];

/** One call that has ended. */
export interface EndedCall {
  readonly provider: string;
  readonly purpose: Purpose;
  readonly result: CallResult;
}

/** What may be done with a provider's API, and what watches it. */
export interface CallOptions {
  readonly purpose: Purpose;
  /** Called after each request, for metrics. */
  readonly onCall?: ((call: EndedCall) => void) | undefined;
}

export interface AccessOptions extends CallOptions {
  readonly account: Account;
  /** The connected merchant's account that is asked for. Empty or absent for the account itself. */
  readonly merchant?: string | undefined;
  readonly io: Pick<ProviderIo, 'fetch' | 'now'>;
  readonly db: Pick<Database, '$queryRaw' | '$executeRaw'>;
  /** Ends the wait for the turn of a call. A request that was sent is not ended. */
  readonly signal?: AbortSignal | undefined;
  /** How long a call may wait for its turn, milliseconds. */
  readonly maxWaitMs?: number;
  readonly random?: () => number;
}

/** Much shorter than a lease, which is renewed only between two calls. */
const MAX_WAIT_MS = 20_000;

/**
 * Opens an account's API for reading. Each call waits for its turn in the budget that all processes share, and is counted. An answer of 429
 * slows all processes down.
 */
export function openAccess({
  account,
  merchant,
  io,
  db,
  signal,
  maxWaitMs = MAX_WAIT_MS,
  random,
  ...call
}: AccessOptions): ApiAccess<Account['settings']> {
  const budget = createCallBudget(db, random && { random });
  return {
    settings: account.settings,
    mode: account.mode,
    io: watchCalls(io, { account, budget, ...call }),
    takeCall: () => waitForCall(budget, { account, purpose: call.purpose, signal, maxWaitMs }),
    ...(merchant ? { merchant } : {}),
  };
}

/**
 * Waits until the budget has a call for this purpose, and takes it.
 *
 * @throws {UnavailableError} if that would take longer than `maxWaitMs`, with the time to wait
 * @throws the reason of the signal if it is aborted
 */
async function waitForCall(
  budget: CallBudget,
  {
    account,
    purpose,
    signal,
    maxWaitMs,
  }: Pick<AccessOptions, 'purpose' | 'signal'> & {
    readonly account: BudgetOwner;
    readonly maxWaitMs: number;
  },
): Promise<void> {
  const endsAt = performance.now() + maxWaitMs;
  for (;;) {
    signal?.throwIfAborted();
    const waitMs = await budget.take(account, purpose);
    if (waitMs === 0) return;
    if (performance.now() + waitMs > endsAt)
      throw new UnavailableError(`the budget of calls to ${account.provider.title}'s API is used up`, {
        retryAfterMs: waitMs,
      });
    await sleep(waitMs, undefined, { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
}

/** Counts every request, those for a token included, and notes in the budget if the API answers 429. */
export const watchCalls = <Io extends Pick<ProviderIo, 'fetch' | 'now'>>(
  io: Io,
  {
    account,
    purpose,
    budget,
    onCall,
  }: CallOptions & { readonly account: BudgetOwner; readonly budget: Pick<CallBudget, 'throttled'> },
): Io => ({
  ...io,
  fetch: async (request: Parameters<ProviderIo['fetch']>[0]) => {
    const ended = (result: CallResult) => onCall?.({ provider: account.provider.slug, purpose, result });
    try {
      const response = await io.fetch(request);
      ended(resultOf(response.status));
      if (response.status === 429)
        await budget.throttled(account, retryAfterOf(response.headers, io.now()).retryAfterMs);
      return response;
    } catch (error) {
      if (error instanceof UnavailableError) ended('unavailable');
      throw error;
    }
  },
});

function resultOf(status: number): CallResult {
  if (status >= 200 && status < 300) return 'ok';
  if (status === 404 || status === 410) return 'absent';
  if (status === 429) return 'throttled';
  return status >= 400 && status < 500 && status !== 408 && status !== 425 ? 'refused' : 'unavailable';
}
