import { type Database, Prisma } from '@payspool/db';
import type { Account, ApiRate } from '@payspool/providers';

/** What a provider's API is called for, the most urgent first. */
export const PURPOSES = ['confirm', 'sweep', 'follow-up', 'backfill', 'reconcile'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** The account whose API is called. */
export type BudgetOwner = Pick<Account, 'name' | 'provider' | 'mode'>;

/**
 * The budget of calls to a provider's API for each account, in the table `api_budgets`, so that all processes share it. It refills by the
 * clock of the database.
 */
export interface CallBudget {
  /** Takes one call. Resolves with 0 if it was taken, otherwise with the milliseconds after which to try again. */
  readonly take: (owner: BudgetOwner, purpose: Purpose) => Promise<number>;
  /**
   * The API has answered 429: half of the rate is used from now on, and nothing is called for `retryAfterMs`, 30 s by default. Further
   * answers of this kind during the pause belong to the same burst of calls and do not halve the rate again.
   */
  readonly throttled: (owner: BudgetOwner, retryAfterMs?: number) => Promise<void>;
}

/** For a provider that states no rate of its own. */
const DEFAULT_RATE: ApiRate = { burst: 100, perSecond: 20 };

/** Calls. A smaller bucket could not leave one to a more urgent purpose. */
const LEAST_BURST = 3;
/** The share of the rate never falls below this. */
const LEAST_SHARE = 1 / 64;
/** The share grows by a tenth a minute. */
const FULL_SHARE_SECONDS = 600;
const PAUSE_MS = 30_000;

/**
 * The part of the bucket that a purpose leaves for more urgent ones: nothing for `confirm`, half of the bucket for `reconcile`. While a more
 * urgent purpose takes every call that is added, the bucket never fills up to this level, so less urgent ones get none.
 */
const reserveOf = (purpose: Purpose): number => PURPOSES.indexOf(purpose) / (2 * (PURPOSES.length - 1));

/** How an account's bucket is filled, and how many of its tokens one call takes. */
interface Bucket extends ApiRate {
  readonly cost: number;
  /** The size of the bucket, however small the share is. */
  readonly least: number;
}

/**
 * One bucket for all purposes. Reading may have a slower rate than the confirmation of hints, which cannot wait: one call for reading then
 * takes several tokens.
 */
function bucketOf({ provider, mode }: BudgetOwner, purpose: Purpose): Bucket {
  const reading = provider.reads?.rate[mode];
  const rate = provider.apiRate ?? (provider.confirm ? undefined : reading) ?? DEFAULT_RATE;
  const readingCost = reading ? Math.max(1, rate.perSecond / reading.perSecond) : 1;
  return { ...rate, cost: purpose === 'confirm' ? 1 : readingCost, least: LEAST_BURST * readingCost };
}

export const createCallBudget = (
  db: Pick<Database, '$queryRaw' | '$executeRaw'>,
  { random = Math.random }: { readonly random?: () => number } = {},
): CallBudget => ({
  take: async (owner, purpose) => {
    const bucket = bucketOf(owner, purpose);
    if (await takeTokens(db, owner, { reserve: reserveOf(purpose), ...bucket })) return 0;
    return waitMs(db, owner, { random, ...bucket });
  },
  throttled: async ({ name, provider }, retryAfterMs = PAUSE_MS) => {
    const until = Prisma.sql`clock_timestamp() + make_interval(secs => ${retryAfterMs / 1000}::float8)`;
    // The bucket is empty after the pause, so that the API is not called in a burst at once.
    await db.$executeRaw`
      INSERT INTO api_budgets AS budget (provider, account, tokens, filled_at, share, paused_until)
      VALUES (${provider.slug}, ${name}, 0, ${until}, 0.5, ${until})
      ON CONFLICT (provider, account) DO UPDATE SET
        tokens = 0,
        filled_at = greatest(budget.filled_at, ${until}),
        share = CASE WHEN budget.paused_until > clock_timestamp() THEN budget.share
          ELSE greatest(${LEAST_SHARE}::float8, ${SHARE} / 2) END,
        paused_until = greatest(budget.paused_until, ${until})`;
  },
});

/** Seconds since the bucket was last filled. During a pause `filled_at` lies in the future. */
const AGE = Prisma.sql`greatest(0, extract(epoch FROM clock_timestamp() - budget.filled_at))::float8`;
/** The share of the rate that may be used now. */
const SHARE = Prisma.sql`least(1, budget.share + ${AGE} / ${FULL_SHARE_SECONDS}::float8)`;

async function takeTokens(
  db: Pick<Database, '$queryRaw'>,
  { name, provider }: BudgetOwner,
  { burst, perSecond, cost, least, reserve }: Bucket & { readonly reserve: number },
): Promise<boolean> {
  const capacity = Prisma.sql`greatest(${least}::float8, ${burst}::float8 * ${SHARE})`;
  const level = Prisma.sql`least(${capacity}, budget.tokens + ${perSecond}::float8 * ${SHARE} * ${AGE})`;
  const taken = await db.$queryRaw<unknown[]>`
    INSERT INTO api_budgets AS budget (provider, account, tokens, filled_at)
    VALUES (${provider.slug}, ${name}, ${Math.max(least, burst) - cost}::float8, clock_timestamp())
    ON CONFLICT (provider, account) DO UPDATE SET
      tokens = ${level} - ${cost}::float8, share = ${SHARE}, filled_at = clock_timestamp(), paused_until = NULL
    WHERE (budget.paused_until IS NULL OR budget.paused_until <= clock_timestamp())
      AND ${level} >= ${cost}::float8 + ${reserve}::float8 * (${capacity} - ${cost}::float8)
    RETURNING 1`;
  return taken.length > 0;
}

/**
 * The rest of a pause, and the time in which one call is added. Twice that time at most, so that the waiting calls of several processes do
 * not come back together.
 */
async function waitMs(
  db: Pick<Database, '$queryRaw'>,
  { name, provider }: BudgetOwner,
  { perSecond, cost, random }: Bucket & { readonly random: () => number },
): Promise<number> {
  const [row] = await db.$queryRaw<{ paused: number; share: number }[]>`
    SELECT coalesce(greatest(0, extract(epoch FROM budget.paused_until - clock_timestamp())), 0)::float8 * 1000 AS paused,
      ${SHARE} AS share
    FROM api_budgets AS budget WHERE provider = ${provider.slug} AND account = ${name}`;
  const { paused = 0, share = 1 } = row ?? {};
  return Math.ceil(paused + ((1000 * cost) / (perSecond * share)) * (1 + random()));
}
