import type { RowDifference } from '@payspool/projection';
import type { FoundTransition } from '@payspool/reactions/ledger';

/** How a command names the two sides of a difference. */
interface DifferenceWords {
  readonly before: string;
  readonly after: string;
  /** The row does not exist, but should. */
  readonly missing: string;
  /** The row exists, but should not. */
  readonly unexpected: string;
}

/** One row that differs, in a line: `orders cs_1: status is "refunded", events say "paid"`. */
export function describeRow(row: RowDifference, words: DifferenceWords): string {
  const name = `${row.table} ${row.key}`;
  if (row.kind === 'missing') return `${name}: ${words.missing}`;
  if (row.kind === 'unexpected') return `${name}: ${words.unexpected}`;
  const columns = row.columns.map(
    ({ column, stored, derived }) => `${column} ${words.before} ${stored}, ${words.after} ${derived}`,
  );
  return `${name}: ${columns.join('; ')}`;
}

/** Prints one JSON document on stdout, and nothing else. Amounts are strings, because they may be too large for a number. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'bigint' ? entry.toString() : entry,
  );
  process.stdout.write(`${text}\n`);
}

/** What happens to the transitions that a command found. */
export function describePublished(transitions: number, react: boolean, dryRun = false): string {
  const count = `${transitions} transition${transitions === 1 ? '' : 's'}`;
  if (react) return `${count} ${dryRun ? 'would be published' : 'published'}`;
  return `${count} not published yet: the next event of the same purchase or subscription publishes them; add --react to publish them now`;
}

/** `2026-01-31T12:00:00.000Z  17  order.paid  order stripe/default cs_1`, with the occurrence if it is not the first. */
export function describeTransition(
  transition: Pick<
    FoundTransition,
    'id' | 'topic' | 'provider' | 'account' | 'aggregateKind' | 'aggregateRef' | 'occurrence' | 'createdAt'
  >,
): string {
  const { id, topic, provider, account, aggregateKind, aggregateRef, occurrence, createdAt } = transition;
  const time = occurrence > 1 ? ` (time ${occurrence})` : '';
  return `${createdAt.toISOString()}  ${id}  ${topic}${time}  ${aggregateKind} ${provider}/${account} ${aggregateRef}`;
}

/** `forward:crm queued, 3 attempts: answered 503` */
export function describeReaction(reaction: {
  readonly consumer: string;
  readonly status: string;
  readonly attempts: number;
  readonly error: string | null;
}): string {
  const { consumer, status, attempts, error } = reaction;
  const tries = `${attempts} attempt${attempts === 1 ? '' : 's'}`;
  return `${consumer} ${status}, ${tries}${error ? `: ${error}` : ''}`;
}
