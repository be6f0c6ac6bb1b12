/** The number of uses from which a statement is prepared, so that the common ones come first (JDBC's driver counts to 5 too). */
const USES = 5;
/** The limit of prepared statements, because each session keeps the plan of each. */
const MOST_PREPARED = 100;
/** The limit of statements whose uses are counted. The statement that writes a set has a text for each combination of changed tables. */
const MOST_COUNTED = 1_000;

export const UNPREPARED = '';

/**
 * The names of a pool's prepared statements. Postgres parses and plans such a statement once for each connection.
 *
 * @returns the name of a statement by its text, or `UNPREPARED`; each call counts as a use
 */
export function createPreparedNames(): (sql: string) => string {
  const names = new Map<string, string>();
  const uses = new Map<string, number>();
  return (sql) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size === MOST_PREPARED) return UNPREPARED;
    const used = (uses.get(sql) ?? 0) + 1;
    if (used < USES) {
      if (uses.size === MOST_COUNTED) uses.clear();
      uses.set(sql, used);
      return UNPREPARED;
    }
    uses.delete(sql);
    const name = `payspool_${names.size + 1}`;
    names.set(sql, name);
    return name;
  };
}
