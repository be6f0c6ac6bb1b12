import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedRequest, SimulatedCredentials } from '@payspool/providers/simulator';
import { startApiServer } from '@payspool/providers/simulator';
import { openDeliveryQueue } from '@payspool/queue';
import { waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { decoded, everythingStored } from './everything-stored.ts';
import { deliveriesOf, foundOf, personAt, type Person, planted, withCustomers } from './people.ts';
import { runProcess } from './run-process.ts';
import { openStack, type Stack } from './stack.ts';

const NOW = new Date();
const STARTS_AT = new Date(NOW.getTime() - 2 * 3_600_000);
/** Everybody has a name, an e-mail address and a street. */
const ALL_OF = 3;

describe.each(backends)('payspool events erase --customer, the queue $name', (backend) => {
  describe.skipIf(backend.missing)('', () => {
    let stack: Stack;
    let queue: ReturnType<typeof openDeliveryQueue>;
    let folder: string;
    let url: string;
    const credentials = new Map<string, SimulatedCredentials>();
    const people = Array.from({ length: 100 }, (_, at) =>
      personAt(withCustomers[(at >> 1) % withCustomers.length] as Person['provider']),
    );
    const erased = people.filter((_, at) => at % 2 === 0);
    const others = people.filter((_, at) => at % 2 === 1);

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'payspool-erase-'));
      stack = await openStack(backend, { place: 13 });
      queue = openDeliveryQueue({ url: stack.env.QUEUE_URL, dedupeTtlMs: 1000, onError: () => undefined });
      stack.add(queue.close);
      const settings: Record<string, string> = { LOG_LEVEL: 'debug' };
      for (const { slug } of withCustomers) {
        const simulator = people.find(({ provider }) => provider.slug === slug)?.simulator;
        const made = await simulator?.createCredentials({ now: NOW });
        if (made) credentials.set(slug, made);
        Object.assign(settings, made?.env);
        if (simulator?.api) {
          const { answer, variable } = simulator.api;
          const server = await startApiServer({
            answer: ({ path }) => {
              const { status, body } = answer(path, 1);
              const person = people.find(({ uid }) => path.includes(uid) || body.includes(uid));
              return { status, body: person ? planted(person, Buffer.from(body)).toString() : body };
            },
          });
          stack.add(server.close);
          settings[variable] = server.url;
        }
      }
      const [ingest] = await Promise.all(
        (['ingest', 'worker'] as const).map((app) => stack.start(app, settings, join(folder, `${app}.log`))),
      );
      url = ingest?.url ?? '';
      await deliverAll(
        people.flatMap((person) => deliveriesOf(person, STARTS_AT).map((body) => [person, body] as const)),
      );
      await deliverAll(
        people.filter(({ provider }) => provider.slug === 'stripe').flatMap((person) => besides(person)),
      );
      await untilDone();
    }, 120_000);
    afterAll(async () => {
      await stack?.close();
      await rm(folder, { recursive: true, force: true });
    });

    const sign = ({ provider, simulator }: Person, body: Buffer): SignedRequest =>
      simulator.sign({
        body,
        sentAt: new Date(),
        path: `/webhooks/${provider.slug}`,
        signing: credentials.get(provider.slug)?.signing ?? {},
      });

    async function deliverAll(deliveries: readonly (readonly [Person, Buffer])[]): Promise<void> {
      const left = [...deliveries];
      const refused: string[] = [];
      // Several at once, and no more than ingest accepts.
      const sender = async () => {
        for (let next = left.shift(); next; next = left.shift()) {
          const [person, body] = next;
          const signed = sign(person, body);
          const { status } = await fetch(`${url}/webhooks/${person.provider.slug}${signed.pathSuffix}`, {
            method: 'POST',
            body: signed.body,
            headers: signed.headers,
          });
          if (status !== 200 && status !== 202) refused.push(`${person.provider.slug} ${status}`);
        }
      };
      await Promise.all(Array.from({ length: 12 }, sender));
      expect(refused).toEqual([]);
    }

    const untilDone = () =>
      waitFor(
        async () => {
          const { waiting, active, delayed } = await queue.depth();
          return waiting + active + delayed === 0;
        },
        { what: 'every delivery processed', timeoutMs: 60_000 },
      );

    const stored = () =>
      everythingStored({
        db: stack.db,
        redisUrl: backend.name.includes('Redis') ? stack.env.QUEUE_URL : undefined,
        logFiles: ['ingest', 'worker'].map((app) => join(folder, `${app}.log`)),
      });

    /** The ids by which the provider knows these people, as the tables have them. */
    async function customersOf(some: readonly Person[]): Promise<readonly string[]> {
      const events = await stack.db.event.findMany();
      return some.map((person) => {
        const own = events.filter(
          ({ rawBody }) => rawBody && decoded(Buffer.from(rawBody).toString()).includes(person.email),
        );
        const purchases = new Set(own.flatMap(({ aggregateId }) => aggregateId ?? []));
        const facts = events
          .filter(({ aggregateId }) => aggregateId !== null && purchases.has(aggregateId))
          .flatMap(({ canonical }) => canonical as { customerRef?: string }[]);
        const refs = [...new Set(facts.flatMap(({ customerRef }) => customerRef ?? []))];
        expect({ provider: person.provider.slug, refs: refs.length }).toEqual({
          provider: person.provider.slug,
          refs: 1,
        });
        return refs[0] ?? '';
      });
    }

    const erase = async (...args: string[]) => {
      const run = runProcess('apps/cli/src/main.ts', { args: ['events', 'erase', ...args], env: stack.env });
      return { status: await run.ended, said: run.said() };
    };

    it('finds everything of everybody before, and nothing of the erased customers afterwards', async () => {
      const before = await stored();
      expect(people.filter((person) => foundOf(person, before).length < ALL_OF)).toEqual([]);

      const file = join(folder, 'customers');
      await writeFile(file, `${(await customersOf(erased)).join('\n')}\n`);
      const bodies = await stack.db.event.count({ where: { rawBody: { not: null } } });
      const rehearsed = await erase('--customers-from', file);
      expect(rehearsed.said).toBe(
        `${bodies / 2} bodies would be erased permanently; add --yes to erase them\n`,
      );
      expect(people.filter((person) => foundOf(person, before).length < ALL_OF)).toEqual([]);

      const done = await erase('--customers-from', file, '--yes');
      expect(done).toMatchObject({
        status: 0,
        said: expect.stringMatching(`^${bodies / 2} bodies erased\n`),
      });
      const after = await stored();
      expect(
        erased.flatMap((person) => foundOf(person, after).map((value) => `${person.provider.slug} ${value}`)),
      ).toEqual([]);
      expect(others.filter((person) => foundOf(person, after).length < ALL_OF)).toEqual([]);
    });

    it('stores no body of an erased customer that comes later, and applies the event', async () => {
      const [person, other] = [erased, others].map((some) =>
        some.find(({ provider }) => provider.slug === 'stripe'),
      );
      if (!person || !other) throw new Error('nobody pays with Stripe');
      const since = new Date();
      await deliverAll([person, other].flatMap((one) => besides(one, 'later')));
      await untilDone();
      const rows = await stack.db.event.findMany({ where: { receivedAt: { gt: since } } });
      const text = rows.map(({ rawBody }) => (rawBody ? Buffer.from(rawBody).toString() : '')).join('\n');
      expect(rows).toHaveLength(6);
      expect([foundOf(person, text).length, foundOf(other, text).length]).toEqual([0, ALL_OF]);
    });

    /** An ignored event that names the customer, a failed one that names a payment, and one that is not JSON. */
    function besides(person: Person, mark = ''): (readonly [Person, Buffer])[] {
      const { uid } = person;
      const event = (id: string, type: string, object: object) =>
        planted(
          person,
          Buffer.from(
            JSON.stringify({
              id: `evt_${uid}_${id}${mark}`,
              object: 'event',
              type,
              created: 1_770_000_000,
              livemode: false,
              data: { object },
            }),
          ),
        );
      return [
        [person, event('updated', 'customer.updated', { id: `cus_${uid}`, object: 'customer', name: 'x' })],
        [
          person,
          event('broken', 'charge.refunded', {
            id: 7,
            object: 'charge',
            customer: null,
            payment_intent: `pi_${uid}`,
            invoice: `in_${uid}`,
            subscription: `sub_${uid}`,
          }),
        ],
        [person, Buffer.from(`{"id":"evt_${uid}_cut${mark}","customer":"cus_${uid}","name":"${person.name}`)],
      ];
    }
  });
});
