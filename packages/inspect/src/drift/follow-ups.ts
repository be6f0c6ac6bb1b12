import { type Reader, sql } from '@payspool/db/reader';
import { inScope, type Scope } from '../scope.ts';

/** What is asked of a provider's API again, because it is not final. */
export interface FollowUps {
  readonly provider: string;
  readonly account: string;
  /** `order`, `payment`, `refund`, `dispute` or `subscription`. */
  readonly kind: string;
  /** How many are asked about; the newest 100,000 rows are counted. */
  readonly count: number;
  /** How many should have been asked about by now. */
  readonly due: number;
  /** Of how many the last question failed, and why the last one did. */
  readonly failed: number;
  readonly error: string | null;
  /** When the next one is asked about. */
  readonly nextAt: Date;
}

const MAX_READ = 100_000;

/** The follow-ups of each account and kind. */
export const followUpStates = (
  reader: Reader,
  { now, scope = 'all' }: { readonly now: Date; readonly scope?: Scope },
): Promise<readonly FollowUps[]> =>
  reader.query<FollowUps>(sql`
    SELECT provider, account, kind, count(*)::int AS count,
      (count(*) FILTER (WHERE next_at <= ${now}::timestamptz))::int AS due,
      (count(*) FILTER (WHERE error IS NOT NULL))::int AS failed,
      (array_agg(error ORDER BY next_at DESC) FILTER (WHERE error IS NOT NULL))[1] AS error, min(next_at) AS "nextAt"
    FROM (SELECT * FROM follow_ups WHERE NOT is_gone AND ${inScope(scope)} ORDER BY next_at LIMIT ${MAX_READ}) waiting
    GROUP BY provider, account, kind ORDER BY provider, account, kind`);
