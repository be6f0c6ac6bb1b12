import type { SqlQuery } from '@prisma/driver-adapter-utils';

type ArgType = SqlQuery['argTypes'][number];

/**
 * Writes every time among the arguments as text with its offset, `2026-01-31T12:00:00.123+00`. The original adapter
 * (`formatDateTime` of @prisma/adapter-pg 7.10) omits the offset, and Postgres then uses the session's zone.
 */
export function withOffsets(query: SqlQuery): SqlQuery {
  if (!query.argTypes.some(isMoment)) return query;
  return {
    ...query,
    args: query.args.map((arg, index) => (isMoment(query.argTypes[index]) ? spell(arg) : arg)),
    argTypes: query.argTypes.map((type) => (isMoment(type) ? { ...type, scalarType: 'string' } : type)),
  };
}

/** Columns of a date or of a time of day have no time zone. */
const isMoment = (type: ArgType | undefined): boolean =>
  type?.scalarType === 'datetime' && !NO_MOMENT.has(type.dbType ?? '');

const NO_MOMENT: ReadonlySet<string> = new Set(['DATE', 'TIME', 'TIMETZ']);

function spell(arg: unknown): unknown {
  if (Array.isArray(arg)) return arg.map(spell);
  if (typeof arg !== 'string' && !(arg instanceof Date)) return arg;
  const time = new Date(arg);
  const [, rest = ''] = /^[+-]?\d+(-.*)Z$/.exec(time.toISOString()) ?? [];
  return `${String(time.getUTCFullYear()).padStart(4, '0')}${rest}+00`;
}
