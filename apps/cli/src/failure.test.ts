import { Prisma } from '@payspool/db';
import { describe, expect, it } from 'vitest';
import { failureOf } from './failure.ts';

/** The error of the driver adapter for an answer of Postgres or an error of the socket. */
function refusal(said: string, { code = 'P2010', state }: { code?: string; state?: string } = {}): Error {
  const message = `\nInvalid \`prisma.$queryRaw()\` invocation:\n\n\nRaw query failed. Code: \`${state ?? 'N/A'}\`. Message: \`${said}\``;
  const meta = { driverAdapterError: { cause: { originalCode: state } } };
  return new Prisma.PrismaClientKnownRequestError(message, { code, clientVersion: '7', meta });
}

describe('a command exits with 1 and one sentence if the database', () => {
  it.each([
    [
      'is unreachable',
      refusal("Can't reach database server at db:5432"),
      "Can't reach database server at db:5432",
    ],
    ['refuses the user', refusal('role "x" does not exist', { state: '28000' }), 'role "x" does not exist'],
    ['does not exist', refusal('database "x" does not exist', { state: '3D000' }), '"x" does not exist'],
    ['has no tables', refusal('relation "events" does not exist', { state: '42P01' }), 'payspool migrate'],
    [
      'lacks a column',
      refusal('column "mode" does not exist', { code: 'P2022', state: '42703' }),
      'payspool migrate',
    ],
  ])('%s', (_what, error, sentence) => {
    expect(failureOf(error)).toEqual({ status: 1, lines: [expect.stringMatching(/^the database .*$/)] });
    expect(failureOf(error).lines[0]).toContain(sentence);
  });
});

it('a query that is refused for its content keeps its stack', () => {
  const error = refusal('duplicate key', { code: 'P2002', state: '23505' });
  expect(failureOf(error)).toEqual({ status: 1, lines: [error.stack] });
});
