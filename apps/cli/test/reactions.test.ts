import { openDatabase, type OpenDatabase } from '@payspool/db';
import { canonicalEvent } from '@payspool/events';
import { applyEvent } from '@payspool/projection';
import { claimReaction, disableConsumer, dispatch, promote, settle } from '@payspool/reactions/ledger';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCli } from './run-cli.ts';

let tables: Awaited<ReturnType<typeof createDatabase>>;
let open: OpenDatabase;
/** `order.paid` of each order, by the order's reference. */
const transitions = new Map<string, bigint>();

beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openDatabase({ url: tables.url, poolSize: 2 });
  const db = open.prisma;
  for (const name of ['a', 'b', 'c']) await buy(name);
  const subscriber = { consumer: 'shop', topics: ['order.paid'] as const };
  await promote(db, (await dispatch(db, [subscriber], 100)).aggregateIds);
  for (const { id, aggregateRef } of await db.outbox.findMany({ where: { topic: 'order.paid' } })) {
    transitions.set(aggregateRef, id);
  }
  await end('cs_a', { status: 'succeeded' });
  await end('cs_b', { status: 'failed', error: 'the shop answered 400' });
});
afterAll(async () => {
  await open?.close();
  await tables?.drop();
});

/** One paid order with one event. */
async function buy(name: string): Promise<void> {
  const common = { occurredAt: '2026-01-31T12:00:00.000Z', orderRef: `cs_${name}` };
  const amount = { amountMinor: 4900n, currency: 'EUR', exponent: 2 };
  const events = [
    canonicalEvent({ ...common, type: 'order.created', amount }),
    canonicalEvent({ ...common, type: 'payment.succeeded', paymentRef: `pi_${name}`, amount }),
  ];
  await applyEvent(
    open.prisma,
    {
      provider: 'stripe',
      account: 'default',
      eventKey: `evt_${name}`,
      type: 'checkout.session.completed',
      occurredAt: new Date(common.occurredAt),
      receivedAt: new Date(common.occurredAt),
      rawBody: Buffer.from('{}'),
      headers: {},
    },
    { status: 'applied', events },
  );
}

async function end(ref: string, ending: Parameters<typeof settle>[2]): Promise<void> {
  const key = { outboxId: transitions.get(ref) ?? 0n, consumer: 'shop' };
  const claim = await claimReaction(open.prisma, key, 1000);
  if (claim.claim !== 'taken') throw new Error(`${ref} is ${claim.claim}`);
  await settle(open.prisma, { ...key, attempt: claim.attempt }, ending);
}

const payspool = (...args: string[]) => runCli(args, { env: { DATABASE_URL: tables.url } });
const statusOf = async (ref: string) =>
  (await open.prisma.reaction.findFirstOrThrow({ where: { outboxId: transitions.get(ref) ?? 0n } })).status;

describe('payspool reactions', () => {
  it('list shows the published transitions and the state of each reaction, newest first', async () => {
    const { status, stdout } = await payspool('reactions', 'list', '--topic', 'order.paid');
    expect(status).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => line.replace(/^\S+ {2}\d+ {2}/, ''))).toEqual([
      'order.paid  order stripe/default cs_c  shop ready',
      'order.paid  order stripe/default cs_b  shop failed',
      'order.paid  order stripe/default cs_a  shop succeeded',
    ]);
  });

  it('list filters by consumer, by status, and by any reference of the purchase', async () => {
    const refs = async (...filter: string[]) => {
      const { stdout } = await payspool('reactions', 'list', '--json', ...filter);
      return (JSON.parse(stdout) as { topic: string; aggregateRef: string }[])
        .map(({ topic, aggregateRef }) => `${topic} ${aggregateRef}`)
        .toSorted();
    };
    expect(await refs('--status', 'failed')).toEqual(['order.paid cs_b']);
    expect(await refs('--order', 'pi_a')).toEqual(['order.paid cs_a', 'payment.succeeded pi_a']);
    expect(await refs('--consumer', 'nobody')).toEqual([]);
  });

  it('show prints one transition completely, and reports a missing one', async () => {
    const { stdout } = await payspool('reactions', 'show', String(transitions.get('cs_b')));
    expect(stdout).toContain('caused by evt_b, key tr_');
    expect(stdout).toContain('"amountMinor":"4900"');
    expect(stdout).toContain('  shop failed, 1 attempt: the shop answered 400\n');
    expect(await payspool('reactions', 'show', '999999')).toMatchObject({
      status: 1,
      stderr: 'transition 999999 not found\n',
    });
  });

  it('events show prints the transitions that an event caused', async () => {
    const { stdout } = await payspool('events', 'show', 'evt_b');
    expect(stdout).toMatch(/^ {2}sent {4}\S+ {2}\d+ {2}payment\.succeeded {2}payment stripe\/default pi_b$/m);
    expect(stdout).toMatch(
      /^ {2}sent {4}\S+ {2}\d+ {2}order\.paid {2}order stripe\/default cs_b\n {10}shop failed/m,
    );
  });

  it('retry only counts with --dry-run, retries failed reactions, and with --again the others too', async () => {
    const dry = await payspool('reactions', 'retry', '--topic', 'order.paid', '--dry-run');
    expect(dry.stdout).toBe('1 reaction would run again\n');
    expect(await statusOf('cs_b')).toBe('failed');

    const failed = await payspool('reactions', 'retry', '--topic', 'order.paid');
    expect(failed.stdout).toBe('1 reaction will run again\n');
    expect([await statusOf('cs_a'), await statusOf('cs_b')]).toEqual(['succeeded', 'ready']);

    const again = await payspool('reactions', 'retry', String(transitions.get('cs_a')), '--again', '--json');
    expect(JSON.parse(again.stdout)).toEqual({ reactions: 1, dryRun: false });
    expect(await statusOf('cs_a')).toBe('ready');
  });

  it('retry without a filter is refused, and so is an unknown topic', async () => {
    expect(await payspool('reactions', 'retry')).toMatchObject({
      status: 2,
      stderr: 'error: select reactions with an option, or give --all\n',
    });
    const unknown = await payspool('reactions', 'retry', '--topic', 'order.payed');
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain(
      'unknown topic order.payed; the topics are order.authorized, order.paid',
    );
  });

  it('enable lets a disabled consumer run again', async () => {
    await disableConsumer(open.prisma, 'forward:crm', 'answered 410');
    expect(await payspool('reactions', 'enable', 'forward:crm')).toMatchObject({
      status: 0,
      stdout: 'forward:crm is enabled\n',
    });
    expect((await payspool('reactions', 'enable', 'forward:crm')).status).toBe(1);
  });

  it('disable records why, and enable enables the consumer again', async () => {
    const disabled = await payspool('reactions', 'disable', 'ship-order', '--reason', 'the shop moves');
    expect(disabled).toMatchObject({ status: 0, stdout: 'ship-order is disabled\n' });
    expect(await open.prisma.disabledConsumer.findMany({ where: { consumer: 'ship-order' } })).toMatchObject([
      { reason: 'the shop moves' },
    ]);
    expect((await payspool('reactions', 'enable', 'ship-order')).status).toBe(0);
    expect(await open.prisma.disabledConsumer.count({ where: { consumer: 'ship-order' } })).toBe(0);
  });
});
