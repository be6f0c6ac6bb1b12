import { openRefusals, type RefusedDelivery } from '@payspool/queue';
import { freePort } from '@payspool/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRefusalRecord } from '../src/refusal-record.ts';
import { BACKENDS } from './backends.ts';
import { startIngest } from './listening-ingest.ts';

const refusal = (at: number, more: Partial<RefusedDelivery> = {}): RefusedDelivery => ({
  at: new Date(at),
  provider: 'stripe',
  account: 'default',
  code: 'signature_mismatch',
  why: 'why',
  bytes: 2,
  headers: [],
  shown: {},
  leftOut: 0,
  ...more,
});

describe.each(BACKENDS)('refused deliveries in $name', ({ available, create }) => {
  describe.skipIf(!available)('', () => {
    const begin = async () => {
      const place = await create();
      onTestFinished(() => place.drop());
      const open = () => {
        const refusals = openRefusals({ ...place, timeoutMs: 5_000 });
        onTestFinished(() => refusals.close());
        return refusals;
      };
      return { place, open };
    };

    it('a delivery that ingest refuses is in the list that other processes read', async () => {
      const { place, open } = await begin();
      const record = createRefusalRecord({
        refusals: open(),
        onOutcome: () => undefined,
        onError: (error) => expect.fail(String(error)),
      });
      const ingest = await startIngest({ ...place, refusalRecord: record });
      onTestFinished(() => ingest.close());
      const url = `http://127.0.0.1:${ingest.port}/webhooks/stripe`;
      const { headers } = ingest.sign(Buffer.from('{"id":"evt_1"}'));
      const answer = await fetch(url, { method: 'POST', headers, body: '{"id":"evt_forged"}' });
      expect(answer.status).toBe(401);
      await record.close();
      const [found, ...others] = await open().newest();
      expect(others).toEqual([]);
      expect(found).toMatchObject({
        provider: 'stripe',
        account: 'default',
        code: 'signature_mismatch',
        source: '127.0.0.1',
        bytes: 19,
        leftOut: 0,
      });
      expect(found?.why).toContain('Compare STRIPE_WEBHOOK_SECRETS with the secret of exactly this endpoint');
      expect(found?.headers).toContain('stripe-signature');
      expect(Object.keys(found?.shown ?? {})).not.toContain('stripe-signature');
      expect(found?.signedAt).toBeInstanceOf(Date);
    });

    it('the newest thousand are kept, newest first, and none for longer than thirty days', async () => {
      const { open } = await begin();
      const [one, other] = [open(), open()];
      const now = Date.now();
      await one.record([refusal(now - 31 * 86_400_000, { code: 'old' })]);
      expect(await other.newest()).toEqual([]);
      for (let batch = 0; batch < 12; batch += 1)
        await (batch % 2 === 0 ? one : other).record(
          Array.from({ length: 100 }, (_, at) => refusal(now, { bytes: batch * 100 + at })),
        );
      const kept = await one.newest();
      expect(kept.map(({ bytes }) => bytes)).toEqual(Array.from({ length: 1000 }, (_, at) => 1199 - at));
      expect(await other.newest(3)).toHaveLength(3);
    });

    it('several processes can record at once', async () => {
      const { open } = await begin();
      const lists = [open(), open(), open()];
      await Promise.all(
        lists.flatMap((list) =>
          Array.from({ length: 10 }, () => list.record([refusal(Date.now()), refusal(Date.now())])),
        ),
      );
      expect(await open().newest()).toHaveLength(60);
    });
  });
});

it.each(['redis', 'postgresql'])('the list rejects in time if there is no %s', async (scheme) => {
  const refusals = openRefusals({ url: `${scheme}://127.0.0.1:${await freePort()}/0` });
  onTestFinished(() => refusals.close());
  await expect(refusals.newest()).rejects.toMatchObject({ code: 'queue_unavailable' });
  await expect(refusals.record([refusal(0)])).rejects.toMatchObject({ code: 'queue_unavailable' });
});
