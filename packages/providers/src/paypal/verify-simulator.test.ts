import { beforeAll, describe, expect, it } from 'vitest';
import type { Mode } from '../contract/delivery.ts';
import { account, now, signed, trusting } from './simulator/account-under-test.ts';
import { SUBJECTS } from './certificate-trust.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';

let live: SimulatedAuthority;
beforeAll(async () => {
  live = await createSimulatedAuthority({ now, subject: SUBJECTS.live });
});

describe("PayPal's webhook simulator", () => {
  const mock = () => signed(live, { mode: 'live', webhookId: 'WEBHOOK_ID' });
  const held = () => ({ ...trusting(live), certificates: live.leaf });
  it.each<[Mode, boolean]>([
    ['live', false],
    ['live', true],
    ['test', false],
  ])('is refused in %s mode with PAYPAL_ALLOW_SIMULATOR=%s', async (mode, allowSimulator) => {
    expect(await account({ ...held(), allowSimulator }, { mode }).verify(mock())).toMatchObject({
      code: 'simulator_refused',
    });
  });

  it('counts as test, although the live certificate signs it', async () => {
    expect(await account({ ...held(), allowSimulator: true }).verify(mock())).toMatchObject({
      authentic: true,
      mode: 'test',
    });
  });
});
