import { randomInt } from 'node:crypto';
import { createLogger } from '@payspool/runtime';
import { expect, it } from 'vitest';
import type { Transition } from '../src/reactions/consumer.ts';
import { createFulfilment } from '../src/reactions/fulfilment/fulfilment.ts';
import { useClockedProjection } from './clocked-projection.ts';
import { fulfilmentOf, published } from './fulfilled.ts';

/** `PROOF_SEED=123` repeats a run with that seed. */
const seed = Number(process.env['PROOF_SEED'] ?? randomInt(1_000_000));
const under = useClockedProjection();
const logger = createLogger({ app: 'worker', level: 'fatal' });

/** Numbers between 0 and 1, always the same for one seed: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomOf(start: number): () => number {
  let state = start;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

/** Purchases that share a few merchant references. Each is paid, named, renamed and refunded in its own order. */
async function live(random: () => number): Promise<void> {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const steps = Array.from({ length: 14 }, (_, n) => {
    const purchase = under.purchase(`${n}`);
    const named = () => purchase.named(pick(['x', 'y', 'z']));
    const refunded = random() < 0.4 ? [purchase.refunded] : [];
    return [named, purchase.paid, ...refunded];
  });
  while (steps.some(({ length }) => length > 0)) {
    const next = pick(steps.filter(({ length }) => length > 0));
    await next.shift()?.();
  }
}

/** All columns except the times of writing. */
const heldNow = async () =>
  (await under.held()).map(({ grantedAt, revokedAt, ...held }) => ({
    ...held,
    isGrantedOnce: grantedAt !== null,
    isRevoked: revokedAt !== null,
  }));

/** Divides the list into pieces of random length; none has two transitions of one purchase. */
async function cutsOf(transitions: readonly Transition[], random: () => number) {
  const aggregates = new Map(
    (await under.db.outbox.findMany()).map(({ id, aggregateId }) => [id, aggregateId]),
  );
  const cuts: (Transition & { aggregateId: bigint | undefined; logger: typeof logger })[][] = [[]];
  let most = 1;
  for (const transition of transitions) {
    const aggregateId = aggregates.get(transition.id);
    const cut = cuts.at(-1) ?? [];
    if (cut.length >= most || cut.some((other) => other.aggregateId === aggregateId)) {
      cuts.push([]);
      most = 1 + Math.floor(random() * 12);
    }
    cuts.at(-1)?.push({ ...transition, aggregateId, logger });
  }
  return cuts;
}

it.each(['grant', 'withhold'] as const)(
  `entitlements written in sets equal those written one by one (duplicates: %s, seed ${seed})`,
  async (duplicates) => {
    const random = randomOf(seed);
    for (let round = 0; round < 4; round += 1) {
      await under.db
        .$executeRaw`TRUNCATE aggregates, events, outbox, entitlements, changes RESTART IDENTITY CASCADE`;
      await live(random);
      await fulfilmentOf(under.db, { ...under.settings, duplicates }).catchUp();
      const oneByOne = await heldNow();
      expect(oneByOne.length).toBeGreaterThan(5);

      const [consumer] = createFulfilment(
        {
          fulfilment: 'on',
          fulfilmentDuplicateRef: duplicates,
          fulfilmentBuyerRef: 'grant',
          prices: undefined,
        },
        { now: under.settings.now },
      );
      const transitions = (await published(under.db)).filter(({ topic }) => consumer?.on[topic]);
      for (let cutting = 0; cutting < 3; cutting += 1) {
        await under.db.entitlement.deleteMany();
        const cuts = await cutsOf(transitions, random);
        for (const cut of cuts) await under.db.$transaction(async (tx) => consumer?.inSets?.(tx, cut));
        expect(await heldNow(), `PROOF_SEED=${seed}, round ${round}`).toEqual(oneByOne);
      }
    }
  },
  60_000,
);
