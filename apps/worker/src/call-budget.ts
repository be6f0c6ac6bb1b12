import type { Database } from '@payspool/db';
import type { Account, ApiRate } from '@payspool/providers';
import { JobPostponedError } from '@payspool/queue';

/** Takes one call of an account's budget, or rejects with `JobPostponedError`, which does not count as an attempt. */
export type TakeCall = (account: Pick<Account, 'name' | 'provider'>) => Promise<void>;

/** For a provider that states no rate of its own. */
const DEFAULT_RATE: ApiRate = { burst: 100, perSecond: 20 };

/**
 * The budget of calls to a provider's API for each account, in the table `api_budgets`, so that all processes share it. It refills
 * by the clock of the database.
 */
export const createCallBudget =
  (
    db: Pick<Database, '$queryRaw'>,
    { random = Math.random }: { readonly random?: () => number } = {},
  ): TakeCall =>
  async ({ name, provider }) => {
    const rate = provider.apiRate ?? DEFAULT_RATE;
    if (await takeToken(db, { provider: provider.slug, account: name, ...rate })) return;
    // Twice the time of one token at most, so that the postponed calls of several processes do not come back together.
    const delayMs = Math.ceil((1000 / rate.perSecond) * (1 + random()));
    throw new JobPostponedError(`the budget of calls to ${provider.title}'s API is used up`, delayMs);
  };

async function takeToken(
  db: Pick<Database, '$queryRaw'>,
  { provider, account, burst, perSecond }: ApiRate & { readonly provider: string; readonly account: string },
): Promise<boolean> {
  const taken = await db.$queryRaw<unknown[]>`
    INSERT INTO api_budgets AS budget (provider, account, tokens, filled_at)
    VALUES (${provider}, ${account}, ${burst}::float8 - 1, clock_timestamp())
    ON CONFLICT (provider, account) DO UPDATE SET
      tokens = least(${burst}::float8,
        budget.tokens + ${perSecond}::float8 * greatest(0, extract(epoch FROM clock_timestamp() - budget.filled_at))) - 1,
      filled_at = clock_timestamp()
    WHERE least(${burst}::float8,
      budget.tokens + ${perSecond}::float8 * greatest(0, extract(epoch FROM clock_timestamp() - budget.filled_at))) >= 1
    RETURNING 1`;
  return taken.length > 0;
}
