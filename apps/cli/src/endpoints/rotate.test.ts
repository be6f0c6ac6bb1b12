import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openRotation, TYPES } from './rotation-under-test.ts';

const enabled = (found: readonly { readonly id: string; readonly isEnabled: boolean }[]) =>
  found.filter(({ isEnabled }) => isEnabled).map(({ id }) => id);

describe('a rotation by a second endpoint', () => {
  it('lets the second one wait until ingest was restarted, and keeps the first one until its retries have ended', async () => {
    const rotation = openRotation();
    const { first } = rotation;
    expect(await rotation.run()).toMatchObject({ state: 'restart', first: 'we_1', second: 'we_2' });
    const [, second] = rotation.all();
    expect(rotation.secrets()).toEqual([second?.secret, first.secret]);
    expect(enabled(rotation.all())).toEqual(['we_1']);
    // It was enabled for an instant, and subscribed to next to nothing then.
    expect(second?.eventTypes).toEqual(['charge.expired']);

    // Nobody restarted ingest: nothing changes.
    expect(await rotation.run()).toMatchObject({ state: 'restart' });
    expect(enabled(rotation.all())).toEqual(['we_1']);

    expect(await rotation.run({ restarted: true })).toMatchObject({ state: 'unproven' });
    expect(enabled(rotation.all())).toEqual(['we_1', 'we_2']);
    expect(rotation.all()[1]?.eventTypes).toEqual(TYPES);
    await expect(rotation.run({ finish: true, now: true })).rejects.toThrow('no stored delivery is verified');

    rotation.proves('proven');
    const keeping = await rotation.run();
    expect(keeping).toMatchObject({ state: 'keeping', finishAt: new Date('2026-03-05T12:00:00Z') });
    rotation.passDays(2.9);
    expect(await rotation.run({ finish: true })).toMatchObject({ state: 'keeping' });
    expect(enabled(rotation.all())).toEqual(['we_1', 'we_2']);

    rotation.passDays(0.1);
    expect(await rotation.run({ finish: true })).toMatchObject({ state: 'finished' });
    expect(rotation.all().map(({ id }) => id)).toEqual(['we_2']);
    expect(rotation.text()).toBe(`STRIPE_WEBHOOK_SECRETS=${second?.secret}\n`);
    expect(rotation.said.join('\n')).not.toContain('whsec_');
  });

  it('is ended at once with --now, and without a proof with --unproven', async () => {
    const rotation = openRotation();
    await rotation.run();
    await rotation.run({ restarted: true });
    expect(await rotation.run({ finish: true, now: true, unproven: true })).toMatchObject({
      state: 'finished',
    });
    expect(rotation.all().map(({ id }) => id)).toEqual(['we_2']);
  });

  it('goes on without an answer to the restart if the API cannot enable endpoints', async () => {
    const rotation = openRotation({ canEnable: false });
    rotation.proves('proven');
    expect(await rotation.run()).toMatchObject({ state: 'keeping' });
    expect(enabled(rotation.all())).toEqual(['we_1', 'we_2']);
    expect(rotation.said.join('\n')).toContain('deliveries of we_2 are refused and retried');
  });

  it('only disables the first one if the API cannot remove it', async () => {
    const rotation = openRotation({ canRemove: false });
    rotation.proves('proven');
    await rotation.run();
    await rotation.run({ restarted: true });
    rotation.passDays(3);
    expect(await rotation.run({ finish: true })).toMatchObject({ state: 'finished' });
    expect(enabled(rotation.all())).toEqual(['we_2']);
    expect(rotation.said.join('\n')).toContain(
      'remove we_1 at the provider: its API cannot, and it is disabled',
    );
  });

  it('can be given up, which restores the secrets of before', async () => {
    const rotation = openRotation();
    const before = rotation.text();
    await rotation.run();
    expect(await rotation.run({ abandon: true })).toMatchObject({ state: 'abandoned' });
    expect([rotation.text(), rotation.all().map(({ id }) => id)]).toEqual([before, ['we_1']]);
  });

  it('is not given up if the first endpoint no longer delivers, and the first one is not removed if the second does not', async () => {
    const rotation = openRotation();
    rotation.proves('proven');
    await rotation.run();
    await rotation.run({ restarted: true });
    rotation.set('we_1', { isEnabled: false });
    await expect(rotation.run({ abandon: true })).rejects.toThrow('we_1 is not enabled');
    rotation.set('we_1', { isEnabled: true });
    rotation.set('we_2', { isEnabled: false });
    await expect(rotation.run({ finish: true, now: true })).rejects.toThrow('we_2 is not enabled');
    expect(rotation.all().map(({ id }) => id)).toEqual(['we_1', 'we_2']);
  });

  it('disables the second one later if it was killed before it could', async () => {
    const rotation = openRotation();
    await rotation.runKilled({}, { at: 4, when: 'before' });
    expect(enabled(rotation.all())).toEqual(['we_1', 'we_2']);
    expect(await rotation.run()).toMatchObject({ state: 'restart' });
    expect(enabled(rotation.all())).toEqual(['we_1']);
  });

  it('removes no endpoint that somebody else created, without being asked', async () => {
    const rotation = openRotation();
    await rotation.runKilled({}, { at: 3, when: 'before' });
    rotation.add();
    await expect(rotation.run()).rejects.toThrow(
      'we_2 was created with the same URL after this rotation began',
    );
    expect(rotation.all().map(({ id }) => id)).toEqual(['we_1', 'we_2']);
  });

  it('creates nothing if the secret could not be kept', async () => {
    const rotation = openRotation();
    chmodSync(rotation.envFile, 0o644);
    await expect(rotation.run()).rejects.toThrow('can be read by other users');
    expect(rotation.calls).toEqual([]);
  });

  it('asks which endpoint is meant if there are several, and refuses without one', async () => {
    const rotation = openRotation();
    rotation.add({ url: 'https://other.example.com/webhooks/stripe' });
    await expect(rotation.run()).rejects.toThrow(
      'several endpoints (we_1, we_2): choose one with --endpoint',
    );
    expect(await rotation.run({ endpoint: 'we_2' })).toMatchObject({ first: 'we_2', second: 'we_3' });
    const empty = openRotation();
    empty.remove('we_1');
    await expect(empty.run()).rejects.toThrow('has no enabled endpoint');
  });
});

describe('a rotation that is killed', () => {
  /** Every call of a first run, of a run after the restart, and of the last run. */
  const points = [1, 2, 3, 4, 5].flatMap((at) =>
    (['before', 'after'] as const).flatMap((when) =>
      (['first', 'restarted', 'finish'] as const).map((run) => ({ run, at, when })),
    ),
  );

  it.each(points)(
    'in the $run run, $when call $at, ends as if it had not been',
    async ({ run, at, when }) => {
      const rotation = openRotation();
      rotation.proves('proven');
      if (run !== 'first') await rotation.run();
      if (run === 'finish') {
        await rotation.run({ restarted: true });
        rotation.passDays(3);
      }
      const options = { first: {}, restarted: { restarted: true }, finish: { finish: true } }[run];
      await rotation.runKilled(options, { at, when });
      if (run === 'finish') {
        if (rotation.text().includes('payspool rotates')) await rotation.run({ finish: true });
      } else {
        // The endpoint that worked before still does, with its secret.
        expect(enabled(rotation.all())).toContain('we_1');
        expect(rotation.secrets()).toContain(rotation.first.secret);
        await rotation.untilKeeping();
        rotation.passDays(3);
        await rotation.run({ finish: true });
      }
      const [only, ...others] = rotation.all();
      expect([only?.isEnabled, only?.eventTypes, others]).toEqual([true, TYPES, []]);
      expect(only?.id).not.toBe('we_1');
      expect(rotation.text()).toBe(`STRIPE_WEBHOOK_SECRETS=${only?.secret}\n`);
    },
  );
});

describe('a rotation that replaces the secret', () => {
  it('does so only when ingest knows the new one, and keeps the earlier one for retries', async () => {
    const rotation = openRotation({ by: 'replace_secret' });
    const old = rotation.first.secret;
    expect(await rotation.run()).toMatchObject({ state: 'restart', first: 'we_1' });
    expect(rotation.secrets()).toEqual(['a-new-secret-of-32-characters-xx', old]);
    expect(rotation.all()[0]?.secret).toBe(old);

    expect(await rotation.run({ restarted: true })).toMatchObject({ state: 'unproven' });
    expect(rotation.all()[0]?.secret).toBe('a-new-secret-of-32-characters-xx');
    await expect(rotation.run({ abandon: true })).rejects.toThrow('already signs with the new secret');

    rotation.proves('accepted');
    expect(await rotation.run()).toMatchObject({
      state: 'keeping',
      finishAt: new Date('2026-03-17T12:00:00Z'),
    });
    expect(await rotation.run({ finish: true })).toMatchObject({ state: 'keeping' });
    rotation.passDays(15);
    expect(await rotation.run({ finish: true })).toMatchObject({ state: 'finished' });
    expect(rotation.secrets()).toEqual(['a-new-secret-of-32-characters-xx']);
    expect(rotation.calls.filter((call) => call === 'replace')).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)(
    'and is killed %s that, ends with the secret in the env file',
    async (when) => {
      const rotation = openRotation({ by: 'replace_secret' });
      rotation.proves('accepted');
      await rotation.run();
      expect(await rotation.runKilled({ restarted: true }, { at: 2, when })).toBe(true);
      expect(await rotation.run({ restarted: true })).toMatchObject({ state: 'keeping' });
      expect(rotation.all()[0]?.secret).toBe(rotation.secrets()[0]);
    },
  );

  it('can be given up before that', async () => {
    const rotation = openRotation({ by: 'replace_secret' });
    const before = rotation.text();
    await rotation.run();
    expect(await rotation.run({ abandon: true })).toMatchObject({ state: 'abandoned' });
    expect(rotation.text()).toBe(before);
  });
});
