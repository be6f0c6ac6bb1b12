import type { DeliveryJob } from '@payspool/queue';
import { createLogger, createMetrics } from '@payspool/runtime';
import { describe, expect, it } from 'vitest';
import { WORKER_METRICS } from './metrics.ts';
import { type EndedAttempt, reportEvent } from './report-event.ts';

const RECEIVED = new Date('2026-01-31T12:00:00.000Z');
const job: DeliveryJob = {
  kind: 'event',
  provider: 'stripe',
  account: 'shop',
  mode: 'test',
  eventKey: 'evt_1',
  receivedAt: RECEIVED,
  headers: {},
  body: Buffer.from('{}'),
};

/** The log lines and counts of an attempt that ends three seconds after the delivery was received. */
function report(ended: Pick<EndedAttempt, 'outcome' | 'code' | 'reason'>, about: Partial<DeliveryJob> = {}) {
  const lines: string[] = [];
  const metrics = createMetrics(WORKER_METRICS, { app: 'worker' });
  const logger = createLogger({
    app: 'worker',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  });
  const unused = () => Promise.reject(new Error('nothing is to be fetched'));
  const now = () => new Date(RECEIVED.getTime() + 3000);
  const io = { now, fetch: unused, fetchCertificate: unused };
  reportEvent({ ...job, ...about }, { attempt: 4, ms: 20.4, ...ended }, { logger, metrics, io });
  return { line: JSON.parse(lines.join()) as Record<string, unknown>, counted: metrics.render() };
}

describe('the end of an attempt', () => {
  it('makes one log line with ids, and counts without ids', () => {
    const { line, counted } = report({ outcome: 'applied' });
    expect(line).toMatchObject({
      level: 'info',
      msg: 'event',
      provider: 'stripe',
      account: 'shop',
      eventKey: 'evt_1',
      outcome: 'applied',
      attempt: 4,
      ms: 20,
    });
    expect(counted).toContain('payspool_events_total{app="worker",provider="stripe",outcome="applied"} 1\n');
    expect(counted).toContain('payspool_processing_lag_seconds_sum{app="worker",provider="stripe"} 3\n');
    expect(counted).toContain('payspool_event_attempts_sum{app="worker",outcome="applied"} 4\n');
    expect(counted).not.toMatch(/shop|evt_1/);
  });

  it('reports and counts the error; a postponed one has not used an attempt', () => {
    const { line, counted } = report({ outcome: 'retry', code: 'P1001', reason: 'no database' });
    expect(line).toMatchObject({ level: 'warn', outcome: 'retry', code: 'P1001', reason: 'no database' });
    expect(counted).toContain(
      'payspool_event_troubles_total{app="worker",provider="stripe",code="P1001"} 1\n',
    );
    expect(counted).not.toContain('payspool_event_attempts');
    expect(counted).not.toContain('no database');
  });

  it('has no label with the code of an unexpected error', () => {
    expect(report({ outcome: 'retry', code: 'Jane Doe' }).counted).not.toContain('Jane');
  });

  it('has no lag for a payment that was confirmed later, because the customer caused the delay', () => {
    expect(report({ outcome: 'applied' }, { kind: 'hint', attempt: 1 }).counted).not.toContain('lag');
  });
});
