import { causeOf } from './cause.ts';

/** Rows with the same first line of an error. */
interface Line<Newest> {
  readonly line: string;
  readonly count: number;
  readonly since: Date;
  readonly until: Date;
  readonly newest: Newest;
}

/** Groups of which each has one cause, the largest first. */
export interface Groups<Group> {
  readonly groups: readonly Group[];
  /** Whether there are older rows that were not read. */
  readonly isMore: boolean;
}

/** Rows that are grouped, the newest. */
export const GROUPED_ROWS = 10_000;
const MAX_GROUPS = 100;

type Merged<Row> = Omit<Row, 'line'> & { readonly cause: string };

/** Joins the lines that differ only in their ids. @param kindOf what else the rows of a group have in common */
export function mergeLines<Row extends Line<unknown>>(
  rows: readonly Row[],
  kindOf: (row: Row) => readonly string[],
): Groups<Merged<Row>> {
  const groups = new Map<string, Merged<Row>>();
  for (const { line, ...row } of rows) {
    const cause = causeOf(line);
    const key = JSON.stringify([...kindOf({ line, ...row } as Row), cause]);
    const known = groups.get(key);
    groups.set(key, known ? joined(known, { ...row, cause }) : { ...row, cause });
  }
  return {
    groups: [...groups.values()]
      .toSorted((a, b) => b.count - a.count || b.until.getTime() - a.until.getTime())
      .slice(0, MAX_GROUPS),
    isMore: rows.reduce((sum, { count }) => sum + count, 0) > GROUPED_ROWS,
  };
}

function joined<Group extends Merged<Line<unknown>>>(one: Group, other: Group): Group {
  const newer = one.until >= other.until ? one : other;
  return {
    ...newer,
    count: one.count + other.count,
    since: one.since < other.since ? one.since : other.since,
  };
}
