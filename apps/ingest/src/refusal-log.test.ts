import { createLogger } from '@payspool/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRefusalLog } from './refusal-log.ts';
import { createCredentials, openIngest, stripeEvent } from './ingest-under-test.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const about = (code: string, account = 'default') => ({ provider: 'stripe', account, code, reason: 'why' });

function begin() {
  const lines: { code: string; account: string; suppressed?: number }[] = [];
  const logger = createLogger({
    app: 'ingest',
    level: 'trace',
    destination: { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) },
  });
  const { refused } = createRefusalLog(logger, { now: () => Date.now() });
  const refuse = (times: number, code = 'signature_missing', account?: string) => {
    for (let time = 0; time < times; time += 1) refused(about(code, account));
  };
  return { lines, refuse };
}

it('each refusal has a line while there are few', () => {
  const { lines, refuse } = begin();
  for (let minute = 0; minute < 60; minute += 1) {
    refuse(5);
    vi.advanceTimersByTime(60_000);
  }
  expect(lines).toHaveLength(300);
  expect(lines.some(({ suppressed }) => suppressed !== undefined)).toBe(false);
});

it('after ten lines there is one line every ten seconds, with the number of omitted lines', () => {
  const { lines, refuse } = begin();
  refuse(1000);
  expect(lines).toHaveLength(10);
  vi.advanceTimersByTime(10_000);
  refuse(500);
  vi.advanceTimersByTime(10_000);
  // 1,510 refusals: each has a line or is counted by a line.
  expect(lines.slice(10).map(({ suppressed }) => suppressed)).toEqual([989, 499]);
});

it('the number is also written if no further refusal follows, and then nothing more', () => {
  const { lines, refuse } = begin();
  refuse(12);
  vi.advanceTimersByTime(10_000);
  expect(lines.slice(10)).toMatchObject([{ suppressed: 1 }]);
  vi.advanceTimersByTime(3_600_000);
  expect(lines).toHaveLength(11);
  expect(vi.getTimerCount()).toBe(0);
});

it('each account and code has its own lines', () => {
  const { lines, refuse } = begin();
  refuse(1000);
  refuse(1, 'timestamp_stale');
  refuse(1, 'signature_missing', 'shop-eu');
  expect(lines.slice(10)).toMatchObject([
    { code: 'timestamp_stale' },
    { code: 'signature_missing', account: 'shop-eu' },
  ]);
});

it("ingest's log stays short under a flood, while every refusal is counted and every delivery has its line", async () => {
  vi.useRealTimers();
  const ingest = openIngest({ credentials: await createCredentials('stripe') });
  for (let request = 0; request < 300; request += 1)
    await ingest.send('/webhooks/stripe', { body: Buffer.from('{}') });
  await ingest.deliver('stripe', stripeEvent('evt_1'));
  expect(ingest.log().match(/"delivery refused"/g)).toHaveLength(10);
  expect(ingest.log().match(/"msg":"delivery"/g)).toHaveLength(1);
  expect(ingest.metrics()).toContain(
    'payspool_refusals_total{app="ingest",provider="stripe",code="signature_missing"} 300',
  );
});
