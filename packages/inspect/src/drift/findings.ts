import { type Reader, sql } from '@payspool/db/reader';
import { z } from 'zod';
import { inScope, type Scope } from '../scope.ts';
import { type Page, pageClauses, pageOf, type PageRequest } from '../page.ts';

const FoundRow = z.object({
  table: z.string(),
  key: z.string(),
  kind: z.enum(['missing', 'unexpected', 'different']),
  columns: z.array(z.object({ column: z.string(), stored: z.string(), derived: z.string() })).default([]),
});

/** A row that a comparison found to be different: `stored` is ours, `derived` the provider's. */
export type FoundRow = z.output<typeof FoundRow>;

/** A difference between our rows and what the provider's API shows. */
export interface Finding {
  readonly provider: string;
  readonly account: string;
  /** The provider's kind of object and its id: `payment_intent`, `pi_1`. */
  readonly objectKind: string;
  readonly objectId: string;
  /** `missing`, `behind`, `contradicts`, `gone`, `elsewhere` or `unreadable`. */
  readonly class: string;
  readonly rows: readonly FoundRow[];
  /** What to do about it. */
  readonly remedy: string;
  readonly foundAt: Date;
  readonly seenAt: Date;
  /** When a comparison found that it is gone; null while it exists. */
  readonly resolvedAt: Date | null;
}

export interface FindingsRequest extends PageRequest {
  readonly scope?: Scope;
  /** Also those that are resolved, instead of those that exist. */
  readonly resolved?: boolean;
  /** `gone` and `elsewhere` are information, and are left out by default. */
  readonly withInformation?: boolean;
}

type Stored = Omit<Finding, 'rows'> & { readonly rows: unknown };

const KEY = "provider || '/' || account || '/' || object_kind || '/' || object_id";

const COLUMNS = sql`provider, account, object_kind AS "objectKind", object_id AS "objectId", class, rows, remedy,
  found_at AS "foundAt", seen_at AS "seenAt", resolved_at AS "resolvedAt"`;

/** The place of a finding in the list, as in `KEY`. */
const keyOf = ({ provider, account, objectKind, objectId }: Stored): string =>
  [provider, account, objectKind, objectId].join('/');

/** Findings, the last seen first. */
export async function listFindings(reader: Reader, request: FindingsRequest = {}): Promise<Page<Finding>> {
  const { where, orderBy } = pageClauses(request, { time: 'seen_at', id: KEY, idType: 'text' });
  const rows = await reader.query<Stored>(sql`
    SELECT ${COLUMNS} FROM drift
    WHERE ${request.resolved ? sql`resolved_at IS NOT NULL` : sql`resolved_at IS NULL`}
      AND ${request.withInformation ? sql`true` : sql`class NOT IN ('gone', 'elsewhere')`} AND ${inScope(request.scope ?? 'all')} AND ${where} ${orderBy}`);
  const page = pageOf(rows, request, (row) => ({ at: row.seenAt, id: keyOf(row) }));
  return { ...page, rows: page.rows.map(findingOf) };
}

/** One finding; `undefined` if there is none of this object. */
export async function findFinding(
  reader: Reader,
  {
    provider,
    account,
    objectKind,
    objectId,
  }: Pick<Finding, 'provider' | 'account' | 'objectKind' | 'objectId'>,
): Promise<Finding | undefined> {
  const [row] = await reader.query<Stored>(sql`
    SELECT ${COLUMNS} FROM drift
    WHERE (provider, account, object_kind, object_id) = (${provider}, ${account}, ${objectKind}, ${objectId})`);
  return row && findingOf(row);
}

/** Rows in a form that another release wrote are left out; the finding itself is shown. */
const findingOf = ({ rows, ...finding }: Stored): Finding => ({
  ...finding,
  rows: z.array(FoundRow).safeParse(rows).data ?? [],
});
