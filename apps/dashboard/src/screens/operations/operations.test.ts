import type { Reader } from '@payspool/db/reader';
import { expect, it } from 'vitest';
import { asOperator, serverUnderTest } from '../../server-under-test.ts';

const now = new Date('2026-05-01T12:00:00Z');
const KEY = '123e4567-e89b-42d3-a456-426614174000';

/** What `findOperation` finds, and the statements that were run. */
function server(found: object | undefined) {
  const asked: { text: string; values: readonly unknown[] }[] = [];
  const reader: Reader = {
    query: async ({ text, values }) => {
      asked.push({ text, values });
      if (text.includes('INSERT INTO operations')) return [{ id: 8n }] as never;
      if (text.includes('FROM operations')) return (found ? [found] : []) as never;
      return [];
    },
  };
  return { app: serverUnderTest({ reader, now: () => now, mode: 'live', release: '1' }), asked };
}

const row = {
  id: 7n,
  kind: 'replay',
  params: { terms: 'status:failed received:>2026-04-30T12:00:00.000Z', react: false, upTo: '99' },
  isRehearsal: true,
  status: 'done',
  done: 128n,
  total: 128n,
  requestedBy: 'operator',
  createdAt: now,
  startedAt: now,
  finishedAt: now,
  abortAt: null,
  leaseUntil: null,
  rehearsalId: null,
  release: '1',
  error: null,
  carriedOutBy: null,
  isOld: false,
  doneBy: null,
  report: {
    matched: 128,
    changed: 1,
    changes: [
      {
        provider: 'stripe',
        account: 'eu',
        eventKey: 'evt_"><script>',
        type: 'charge.refunded',
        status: { from: 'failed', to: 'applied' },
        rows: [
          {
            table: 'orders',
            key: 'o_1',
            kind: 'different',
            columns: [{ column: 'status', stored: 'paid', derived: 'refunded' }],
          },
        ],
      },
    ],
  },
};

const post = (url: string, form: Record<string, string>) =>
  asOperator({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  });
const auditOf = (asked: ReturnType<typeof server>['asked']) =>
  asked.filter(({ text }) => text.includes('INSERT INTO audit')).map(({ values }) => values.slice(4));

it('a form becomes a rehearsal with absolute times, and an audit row', async () => {
  const { app, asked } = server(undefined);
  const form = { kind: 'replay', requestKey: KEY, filter: 'status:failed received:24h' };
  const { statusCode, headers } = await app.inject(post('/operations', form));
  expect([statusCode, headers.location]).toEqual([303, '/operations/8']);
  const insert = asked.find(({ text }) => text.includes('INSERT INTO operations'));
  expect(insert?.values).toEqual([
    'replay',
    JSON.stringify({ terms: 'status:failed received:>2026-04-30T12:00:00.000Z', react: false }),
    true,
    'operator',
    KEY,
  ]);
  expect(auditOf(asked)).toEqual([['rehearse replay', null, 8n, 'done']]);
});

it('a mistake in the filter is shown in the form, and nothing is asked for', async () => {
  const { app, asked } = server(undefined);
  const { statusCode, body } = await app.inject(
    post('/operations', { kind: 'replay', requestKey: KEY, filter: 'staus:failed' }),
  );
  expect(statusCode).toBe(400);
  expect(body).toContain('no key staus');
  expect(asked.filter(({ text }) => text.includes('INSERT INTO'))).toEqual([]);
});

it('an operation shows its set, its counts and its differences, escaped', async () => {
  const { body, statusCode } = await server(row).app.inject(asOperator({ url: '/operations/7' }));
  expect(statusCode).toBe(200);
  expect(body).toContain('status:failed received:&#62;2026-04-30T12:00:00.000Z');
  expect(body).toContain('up to event 99');
  expect(body).toContain('Type the number 128 to confirm');
  expect(body).toContain('payspool operations show 7');
  expect(body).toMatch(/<del>paid<\/del>[\s\S]*<ins>refunded<\/ins>/);
  expect(body).not.toContain('"><script>');
  expect(body).not.toContain('operation.js');
});

it('one that runs is followed, and can be aborted', async () => {
  const running = { ...row, status: 'running', done: 25n, finishedAt: null };
  const { app, asked } = server(running);
  const { body } = await app.inject(asOperator({ url: '/operations/7' }));
  expect(body).toContain('operation.js');
  expect(body).toMatch(/max="128"\s+value="25"/);
  const { headers } = await app.inject(post('/operations/7/abort', {}));
  expect(headers.location).toBe('/operations/7');
  expect(asked.some(({ text }) => text.includes('SET abort_at'))).toBe(true);
  const live = await app.inject(asOperator({ url: '/operations/7.json?live=1' }));
  expect(live.json()).toEqual({ status: 'running', done: '25', total: '128', isFinished: false });
});

it.each([
  ['the wrong number', row, { typed: '12' }, 400, 'Type the number 128'],
  ['an old rehearsal', { ...row, isOld: true }, { typed: '128' }, 400, 'older than 15 minutes'],
  ['another release', { ...row, release: '0' }, { typed: '128' }, 400, 'release 0, and this is release 1'],
])('%s does not carry it out, and is audited', async (_what, found, form, status, sentence) => {
  const { app, asked } = server(found);
  const { statusCode, body } = await app.inject(post('/operations/7/do', form));
  expect(statusCode).toBe(status);
  expect(body).toContain(sentence);
  expect(asked.some(({ text }) => text.includes('INSERT INTO operations'))).toBe(false);
  expect(auditOf(asked)).toEqual([['replay', 'rehearsal 7', null, 'refused']]);
});

it('the right number carries it out once', async () => {
  const { app, asked } = server(row);
  const { headers } = await app.inject(post('/operations/7/do', { typed: '128' }));
  expect(headers.location).toBe('/operations/8');
  expect(auditOf(asked)).toEqual([['replay', 'rehearsal 7', 8n, 'done']]);
  const again = await server({ ...row, carriedOutBy: 8n }).app.inject(post('/operations/7/do', {}));
  expect(again.headers.location).toBe('/operations/8');
});
