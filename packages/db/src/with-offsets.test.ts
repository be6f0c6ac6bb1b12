import { expect, it } from 'vitest';
import { withOffsets } from './session-adapter.ts';

const instant = { scalarType: 'datetime', arity: 'scalar' } as const;
const argsOf = (args: unknown[], argTypes: Parameters<typeof withOffsets>[0]['argTypes']) =>
  withOffsets({ sql: '', args, argTypes });

it.each([
  ['2026-01-31T12:00:00.123Z', '2026-01-31T12:00:00.123+00'],
  ['2026-01-31T17:30:00.000+05:30', '2026-01-31T12:00:00.000+00'],
  ['0001-01-01T00:00:00.000Z', '0001-01-01T00:00:00.000+00'],
  ['+010000-01-01T00:00:00.000Z', '10000-01-01T00:00:00.000+00'],
])('%s is sent to Postgres as %s', (given, spelt) => {
  for (const arg of [given, new Date(given)])
    expect(argsOf([arg], [instant])).toMatchObject({ args: [spelt], argTypes: [{ scalarType: 'string' }] });
});

it('every time in a list gets its offset, and other values do not change', () => {
  const { args } = argsOf(
    [['2026-01-31T12:00:00Z', null], null, '2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z', 7],
    [
      { ...instant, arity: 'list' },
      instant,
      { scalarType: 'string', arity: 'scalar' },
      { ...instant, dbType: 'DATE' },
      { scalarType: 'int', arity: 'scalar' },
    ],
  );
  expect(args).toEqual([
    ['2026-01-31T12:00:00.000+00', null],
    null,
    '2026-01-31T12:00:00Z',
    '2026-01-31T12:00:00Z',
    7,
  ]);
});
