import { waitFor } from '@payspool/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { QueueUnavailableError } from '../queue-unavailable-error.ts';
import type { QueueAudit } from './audit.ts';
import { UnsafeQueueError } from './durability-rule.ts';
import { type Weakness, watchDurability } from './watch-durability.ts';

const SAFE: QueueAudit = { safe: true, findings: [], readable: true };
const EVERYSEC: QueueAudit = {
  safe: false,
  findings: [{ setting: 'appendfsync', value: 'everysec', wanted: 'always' }],
  readable: true,
};
const AWAY = new QueueUnavailableError('away');

/** A store whose audit returns `says`, and the reported changes; `durable` stands for no weakness. */
async function watch(initial: QueueAudit | Error, required: boolean) {
  const store = { says: initial, asked: 0 };
  const reported: string[] = [];
  const audit = async () => {
    store.asked += 1;
    if (store.says instanceof Error) throw store.says;
    return store.says;
  };
  const watching = await watchDurability({
    queue: { audit, audited: audit },
    rule: { required, declared: false },
    onChange: (weakness: Weakness | undefined) => reported.push(weakness?.reason ?? 'durable'),
    everyMs: 1,
  });
  onTestFinished(watching.stop);
  const askedAgain = async (times = 3) => {
    const before = store.asked;
    await waitFor(() => store.asked >= before + times, { what: 'further audits' });
  };
  return { store, reported, watching, askedAgain };
}

it('a weakness is reported once at start, and its end once', async () => {
  const { store, reported, askedAgain } = await watch(EVERYSEC, false);
  await askedAgain();
  expect(reported).toEqual(['queue_not_durable: appendfsync is everysec']);
  store.says = SAFE;
  await askedAgain();
  expect(reported).toEqual(['queue_not_durable: appendfsync is everysec', 'durable']);
});

it('a durable queue is not reported until it has a weakness', async () => {
  const { store, reported, watching, askedAgain } = await watch(SAFE, true);
  await askedAgain();
  expect(reported).toEqual([]);
  expect(await watching.check()).toBeUndefined();
  store.says = EVERYSEC;
  await askedAgain();
  expect(reported).toEqual(['queue_not_durable: appendfsync is everysec']);
  expect(await watching.check()).toEqual({
    reason: 'queue_not_durable: appendfsync is everysec',
    refused: true,
  });
});

it('a start fails with the reasons if the queue must be durable and is not', async () => {
  await expect(watch(EVERYSEC, true)).rejects.toThrow(UnsafeQueueError);
});

it('a store that is down does not prevent the start, and is audited when it answers', async () => {
  const { store, reported, watching, askedAgain } = await watch(AWAY, true);
  await expect(watching.check()).rejects.toThrow(AWAY);
  await askedAgain();
  expect(reported).toEqual([]);
  store.says = EVERYSEC;
  await waitFor(() => reported.length, { what: 'the audit' });
  expect(reported).toEqual(['queue_not_durable: appendfsync is everysec']);
});

it('there are no audits after the end', async () => {
  const { store, watching, askedAgain } = await watch(SAFE, false);
  await askedAgain();
  watching.stop();
  const asked = store.asked;
  const clock = await watch(SAFE, false);
  await clock.askedAgain(10);
  expect(store.asked).toBeLessThanOrEqual(asked + 1); // the audit that was under way
});
