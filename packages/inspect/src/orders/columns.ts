import { join, raw, type Sql } from '@payspool/db/reader';

/** The columns of a statement by the names that the records have: `t.merchant_ref AS "merchantRef"`. */
export const columns = (alias: string, names: Readonly<Record<string, string>>): Sql =>
  join(
    Object.entries(names).map(([name, column]) => raw(`${alias}.${column} AS "${name}"`)),
    ', ',
  );
