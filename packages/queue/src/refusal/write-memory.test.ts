import { expect, it } from 'vitest';
import { createWriteMemory } from './watch-writes.ts';

const OOM = new Error("OOM command not allowed when used memory > 'maxmemory'.");
const READONLY = new Error("READONLY You can't write against a read only replica.");
const LOST = new Error('Connection is closed.');
const LATE = new Error('no answer within 900 ms');

function open() {
  const clock = { ms: 1000 };
  const reported: string[] = [];
  const memory = createWriteMemory({
    backend: 'redis',
    now: () => clock.ms,
    onChange: (refusal) => reported.push(refusal?.reason ?? 'taken again'),
  });
  return { clock, reported, memory, reason: () => memory.current()?.reason };
}

it('a refusal is reported once, and its end once', () => {
  const { reported, memory, reason } = open();
  memory.succeeded();
  expect([reason(), reported]).toEqual([undefined, []]);
  memory.failed(OOM);
  memory.failed(OOM);
  memory.disproved(OOM, 0);
  expect([reason(), reported]).toEqual(['out_of_memory', ['out_of_memory']]);
  memory.disproved(READONLY, 0);
  memory.succeeded();
  memory.succeeded();
  expect([reason(), reported]).toEqual([undefined, ['out_of_memory', 'read_only', 'taken again']]);
});

it('a connection that is lost because of a refusal does not hide the reason, unless it stays lost', () => {
  const { clock, memory, reason } = open();
  memory.disproved(READONLY, 0);
  clock.ms += 1999;
  memory.failed(LOST);
  memory.disproved(LATE, clock.ms - 900);
  expect(reason()).toBe('read_only');
  clock.ms += 1;
  memory.failed(LOST);
  expect(reason()).toBe('unreachable');
  memory.disproved(OOM, 0);
  expect(reason()).toBe('out_of_memory');
});

it('an error of one delivery does not count as an error of the store', () => {
  const { memory, reason } = open();
  memory.failed(Object.assign(new Error('unsupported Unicode escape sequence'), { code: '22P05' }));
  memory.failed(new Error('the queue can lose jobs: appendfsync is everysec'));
  expect(reason()).toBeUndefined();
  memory.disproved(new Error('ERR a word that nobody knows'), 0);
  expect(reason()).toBe('refused');
});

it('a proof that waits behind successful deliveries is not a refusal', () => {
  const { clock, memory, reason } = open();
  const begunAt = clock.ms;
  clock.ms += 500;
  memory.succeeded();
  clock.ms += 400;
  memory.disproved(LATE, begunAt);
  expect(reason()).toBeUndefined();
  memory.disproved(LATE, clock.ms);
  expect(reason()).toBe('timeout');
});

it('a proof that ran while a delivery was refused does not clear the refusal', () => {
  const { clock, memory, reason } = open();
  const begunAt = clock.ms;
  clock.ms += 1;
  memory.failed(OOM);
  clock.ms += 1;
  memory.proved(begunAt);
  expect(reason()).toBe('out_of_memory');
  memory.proved(clock.ms);
  expect(reason()).toBeUndefined();
});
