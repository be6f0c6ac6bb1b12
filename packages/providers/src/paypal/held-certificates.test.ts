import { beforeAll, describe, expect, it } from 'vitest';
import { account, now, signed, trusting, url, withHeader } from './simulator/account-under-test.ts';
import { SUBJECTS } from './certificate-trust.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';

let sandbox: SimulatedAuthority;
let live: SimulatedAuthority;
beforeAll(async () => {
  sandbox = await createSimulatedAuthority({ now });
  live = await createSimulatedAuthority({ now, subject: SUBJECTS.live });
});

describe('configured certificates', () => {
  it('need no download, with or without their URL', async () => {
    for (const certificates of [sandbox.leaf, `${live.leaf}\n${url('test')}\n${sandbox.leaf}`]) {
      const { verify, downloads } = account({ ...trusting(sandbox), certificates });
      expect(await verify(signed(sandbox))).toMatchObject({ authentic: true });
      expect(downloads).toEqual([]);
    }
  });

  it('refuse a changed body without a download, because the signature is by their key', async () => {
    const { verify, downloads } = account({ ...trusting(sandbox), certificates: sandbox.leaf });
    expect(await verify({ ...signed(sandbox), body: Buffer.from('{}') })).toMatchObject({
      code: 'signature_mismatch',
    });
    expect(downloads).toEqual([]);
  });

  it('refuse a changed signature without a download if they are configured for the URL', async () => {
    const { verify, downloads } = account({
      ...trusting(sandbox),
      certificates: `${url('test')}\n${sandbox.leaf}`,
    });
    const forged = withHeader(
      signed(sandbox),
      'paypal-transmission-sig',
      Buffer.alloc(256, 9).toString('base64'),
    );
    expect(await verify(forged)).toMatchObject({ code: 'signature_mismatch' });
    expect(downloads).toEqual([]);
  });

  it('are checked like downloaded ones: they need a trusted chain', async () => {
    const { verify } = account({ certificates: sandbox.leaf });
    expect(await verify(signed(sandbox))).toMatchObject({ code: 'certificate_untrusted' });
  });

  it('are not used for the certificate of another URL', async () => {
    const { verify, downloads } = account({ certificates: live.leaf }, { download: () => sandbox.leaf });
    await verify(signed(sandbox));
    expect(downloads).toEqual([url('test')]);
  });
});
