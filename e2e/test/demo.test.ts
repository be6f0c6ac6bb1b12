import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryPlace } from './leftovers.ts';
import { runProcess } from './run-process.ts';

describe('pnpm demo', () => {
  let place: Awaited<ReturnType<typeof temporaryPlace>>;
  beforeEach(async () => {
    place = await temporaryPlace();
  });
  afterEach(() => place.remove());

  const demo = (fromSource = false) => runProcess('e2e/product/demo/main.ts', { env: place.env, fromSource });
  const nothingIsLeft = async () => {
    await waitFor(async () => (await place.processes()).length === 0, {
      what: 'its processes are gone',
    }).catch(() => undefined);
    expect({ processes: await place.processes(), files: await place.files() }).toEqual({
      processes: [],
      files: [],
    });
  };

  it('shows the main result, exits with 0 and leaves nothing behind', async () => {
    const run = demo(true);
    expect(await run.ended, run.said()).toBe(0);
    expect(run.said()).toMatch(
      /^\d+ sent, \d+ duplicates, 1 forged refused, \d+ never sent and found, worker killed once → \d+ orders, \d+ subscriptions, all right$/m,
    );
    expect(run.said()).toMatch(
      /^→ [1-9]\d* transitions published, [1-9]\d* entitlements granted, [1-9]\d* revoked, all right$/m,
    );
    for (const title of ['Stripe', 'PayPal', 'PaymentKit', 'Razorpay', 'IppoPay', 'Standard Webhooks']) {
      expect(run.said()).toMatch(new RegExp(`^  ${title} +[1-9]\\d* orders: `, 'm'));
    }
    expect(run.said()).toContain('PAYMENT.CAPTURE.REFUNDED');
    for (const next of ['pnpm@10 start', 'payspool simulate', 'payspool events list'])
      expect(run.said()).toContain(next);
    // This test finds the processes of a running demo, so that the next test can be trusted when it finds none.
    await nothingIsLeft();
  });

  it('exits with 130 on Ctrl-C in the middle, and leaves nothing behind', async () => {
    const run = demo();
    await run.untilSays('ingest and worker started');
    // At least the demo, Postgres and two apps, because otherwise this test could not find remaining processes.
    if (existsSync('/proc/self/environ')) expect((await place.processes()).length).toBeGreaterThanOrEqual(4);
    run.kill('SIGINT');
    expect(await run.ended, run.said()).toBe(130);
    expect(run.said()).not.toMatch(/failed|Error/);
    await nothingIsLeft();
  });

  it('exits with 130 on Ctrl-C while Postgres is being initialised, and leaves nothing behind', async () => {
    const run = demo();
    const settingUp = async () => {
      const [dir] = (await place.files()).filter((name) => name.startsWith('payspool-demo-'));
      return (
        dir !== undefined &&
        (await readdir(join(place.dir, dir, 'postgres', 'data')).catch(() => [])).length > 0
      );
    };
    await waitFor(settingUp, { everyMs: 5, what: 'the data directory is being filled' });
    run.kill('SIGINT');
    expect(await run.ended, run.said()).toBe(130);
    await nothingIsLeft();
  });
});
