import { beforeAll, describe, expect, it } from 'vitest';
import { account, DAY, now, signed, trusting } from './simulator/account-under-test.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';

let sandbox: SimulatedAuthority;
beforeAll(async () => {
  sandbox = await createSimulatedAuthority({ now });
});

describe('the age of a delivery', () => {
  const minutes = 60_000;
  it.each([
    ['four days', -4 * DAY, undefined],
    ['more than four days', -4 * DAY - 1000, 'timestamp_stale'],
    ['five minutes ahead', 5 * minutes, undefined],
    ['more than five minutes ahead', 5 * minutes + 1000, 'timestamp_future'],
  ])('may be up to the limits: %s', async (_, offset, code) => {
    const { verify } = account({ ...trusting(sandbox), certificates: sandbox.leaf });
    const verdict = await verify(signed(sandbox, { sentAt: new Date(now.getTime() + offset) }));
    expect(verdict).toMatchObject(code ? { authentic: false, code } : { authentic: true });
  });

  it('follows PAYPAL_MAX_AGE_DAYS', async () => {
    const { verify } = account({ ...trusting(sandbox), certificates: sandbox.leaf, maxAgeDays: '7' });
    expect(await verify(signed(sandbox, { sentAt: new Date(now.getTime() - 6 * DAY) }))).toMatchObject({
      authentic: true,
    });
  });
});
