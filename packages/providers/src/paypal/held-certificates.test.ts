import { beforeAll, describe, expect, it } from 'vitest';
import { account, now, signed, trusting, url, withHeader } from './simulator/account-under-test.ts';
import { SUBJECTS } from './certificate-subject.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';

let sandbox: SimulatedAuthority;
let live: SimulatedAuthority;
beforeAll(async () => {
  sandbox = await createSimulatedAuthority({ now });
  live = await createSimulatedAuthority({ now, subject: SUBJECTS.live });
});

describe('certificates that are held locally', () => {
  it('need no download, whether or not they are labelled with the URL', async () => {
    for (const certificates of [sandbox.leaf, `${live.leaf}\n${url('test')}\n${sandbox.leaf}`]) {
      const { verify, downloads } = account({ ...trusting(sandbox), certificates });
      expect(await verify(signed(sandbox))).toMatchObject({ authentic: true });
      expect(downloads).toEqual([]);
    }
  });

  it('refuse a changed body without a download, because the key made the signature', async () => {
    const { verify, downloads } = account({ ...trusting(sandbox), certificates: sandbox.leaf });
    expect(await verify({ ...signed(sandbox), body: Buffer.from('{}') })).toMatchObject({
      code: 'signature_mismatch',
    });
    expect(downloads).toEqual([]);
  });

  it('refuse an altered signature without a download where they stand for the URL', async () => {
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

  it('are not trusted for being held: the chain is judged all the same', async () => {
    const { verify } = account({ certificates: sandbox.leaf });
    expect(await verify(signed(sandbox))).toMatchObject({ code: 'certificate_untrusted' });
  });

  it('do not stand in for the certificate of another URL', async () => {
    const { verify, downloads } = account({ certificates: live.leaf }, { download: () => sandbox.leaf });
    await verify(signed(sandbox));
    expect(downloads).toEqual([url('test')]);
  });
});
