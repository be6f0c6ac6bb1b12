import { PAYLOAD_VERSION } from '@payspool/events';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { ConsumerGoneError, ReactionPostponedError } from '../src/reactions/errors.ts';
import { createForwards } from '../src/reactions/forward/forward.ts';
import { parseForwardList } from '../src/reactions/forward/forward-list.ts';
import { createGuardedPost } from '../src/reactions/outbound/guarded-post.ts';
import { startReceiver } from './http-receiver.ts';
import { madeUpContext, orderPayload, react, transition } from './made-up-transition.ts';

const OLD = 'whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk';
const NEW = 'whsec_bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3';
const paid = transition('order.paid', orderPayload());

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

async function receiver(answer: (response: ServerResponse) => void) {
  const started = await startReceiver(answer);
  open.push(started.stop);
  return started;
}

/** A forward to `url`, like from FORWARD_URLS. */
function forwardTo(
  url: string,
  {
    secret = NEW,
    allowPrivate = true,
    timeoutMs = 5000,
    now = () => new Date(),
  }: {
    readonly secret?: string | readonly string[];
    readonly allowPrivate?: boolean;
    readonly timeoutMs?: number;
    readonly now?: () => Date;
  } = {},
) {
  const { forwards, problems } = parseForwardList(JSON.stringify([{ name: 'crm', url, secret }]));
  expect(problems).toEqual([]);
  const guarded = createGuardedPost({ allowPrivate, timeoutMs, now });
  open.push(guarded.close);
  const [consumer] = createForwards({ forwardUrls: forwards }, { guarded, now });
  return consumer;
}

const failureOf = async (run: Promise<void>): Promise<Error> =>
  run.then(
    () => new Error('it succeeded'),
    (error: Error) => error,
  );

describe('a forward', () => {
  it('posts the transition, and the official library verifies the received body', async () => {
    const crm = await receiver((response) => response.writeHead(204).end());
    await react(forwardTo(`http://127.0.0.1:${crm.port}/hooks?tenant=7`), paid);

    const [request] = crm.received;
    expect(request).toMatchObject({ method: 'POST', path: '/hooks?tenant=7' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'payspool',
      'webhook-id': 'msg_0123456789abcdef',
    });
    const headers = request?.headers as Record<string, string>;
    expect(new Webhook(NEW).verify(request?.body ?? '', headers)).toEqual({
      type: 'order.paid',
      timestamp: '2026-03-02T09:14:07.120Z',
      data: { ...paid.stored, sequence: '9007199254740993' },
    });
    expect(paid.stored).toMatchObject({ order: { amountMinor: '125005' } });
    const tampered = Buffer.from(request?.body.toString().replace('125005', '125006') ?? '');
    expect(() => new Webhook(NEW).verify(tampered, headers)).toThrow('No matching signature');
  });

  it('posts an older version unchanged: the body is the same before and after an upgrade of Payspool', async () => {
    const crm = await receiver((response) => response.end());
    const { access: _, ...order } = paid.stored['order'] as Record<string, unknown>;
    const stored = { ...paid.stored, version: PAYLOAD_VERSION - 1, order };
    await react(forwardTo(`http://127.0.0.1:${crm.port}`), { ...paid, stored });

    const { data } = JSON.parse(crm.received[0]?.body.toString() ?? '') as { readonly data: object };
    expect(data).toEqual({ ...stored, sequence: '9007199254740993' });
  });

  it('signs with every secret, so that a receiver with any of them can verify', async () => {
    const crm = await receiver((response) => response.end());
    await react(forwardTo(`http://127.0.0.1:${crm.port}`, { secret: [NEW, OLD] }), paid);

    const { body, headers } = crm.received[0] ?? { body: '', headers: {} };
    for (const secret of [OLD, NEW]) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
        type: 'order.paid',
      });
    }
    const stranger = new Webhook('whsec_c3RyYW5nZXJzdHJhbmdlcnN0cmFuZ2Vy');
    expect(() => stranger.verify(body, headers as Record<string, string>)).toThrow('No matching signature');
  });

  it('keeps id and body at every attempt, and signs the time of the attempt', async () => {
    const crm = await receiver((response) => response.end());
    const times = [new Date('2026-03-02T10:00:00.900Z'), new Date('2026-03-02T10:05:00Z')];
    let attempt = 0;
    const consumer = forwardTo(`http://127.0.0.1:${crm.port}`, { now: () => times[attempt] ?? new Date(0) });
    await react(consumer, paid);
    attempt = 1;
    await react(consumer, paid);

    const [first, second] = crm.received;
    expect(second?.body).toEqual(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect([first, second].map((request) => request?.headers['webhook-timestamp'])).toEqual([
      '1772445600',
      '1772445900',
    ]);
  });

  it('uses one connection for consecutive posts, also after long answers', async () => {
    const crm = await receiver((response) => response.end('x'.repeat(60_000)));
    const consumer = forwardTo(`http://127.0.0.1:${crm.port}`);
    for (const _ of [1, 2, 3]) {
      await react(consumer, paid);
      await setImmediate();
    }
    expect(crm.received).toHaveLength(3);
    expect(crm.connections.size).toBe(1);
  });

  it('does not read an endless answer completely', async () => {
    const crm = await receiver((response) => {
      const timer = setInterval(() => response.write('x'.repeat(40_000)), 5);
      response.on('close', () => clearInterval(timer));
    });
    await react(forwardTo(`http://127.0.0.1:${crm.port}`), paid);
  });
});

describe('an unsuccessful answer', () => {
  it('is an error with the consumer and the status, and without URL or body', async () => {
    const crm = await receiver((response) => response.writeHead(503).end('for Jane Doe'));
    const error = await failureOf(react(forwardTo(`http://127.0.0.1:${crm.port}/?token=t0ken`), paid));
    expect(error).not.toBeInstanceOf(ReactionPostponedError);
    expect(error.message).toBe('forward:crm answered 503');
    expect(error.cause).toBeUndefined();
  });

  it.each([400, 401, 404, 408, 425, 429, 500])('%i is retried', async (status) => {
    const crm = await receiver((response) => response.writeHead(status).end());
    const error = await failureOf(react(forwardTo(`http://127.0.0.1:${crm.port}`), paid));
    expect(error).toMatchObject({ name: 'Error', message: `forward:crm answered ${status}` });
  });

  it('410 means that the receiver is gone', async () => {
    const crm = await receiver((response) => response.writeHead(410, { 'retry-after': '5' }).end());
    const error = await failureOf(react(forwardTo(`http://127.0.0.1:${crm.port}`), paid));
    expect(error).toBeInstanceOf(ConsumerGoneError);
    expect(error.message).toBe('forward:crm answered 410 Gone');
  });

  it('429 with Retry-After postpones the next attempt', async () => {
    const crm = await receiver((response) => response.writeHead(429, { 'retry-after': '120' }).end());
    const error = await failureOf(react(forwardTo(`http://127.0.0.1:${crm.port}`), paid));
    expect(error).toBeInstanceOf(ReactionPostponedError);
    expect(error).toMatchObject({ message: 'forward:crm answered 429', retryAfterMs: 120_000 });
  });

  it('a redirect is an error and is not followed', async () => {
    const elsewhere = await receiver((response) => response.end());
    const location = `http://127.0.0.1:${elsewhere.port}/`;
    const crm = await receiver((response) => response.writeHead(307, { location }).end());
    const error = await failureOf(react(forwardTo(`http://127.0.0.1:${crm.port}`), paid));
    expect(error.message).toBe('forward:crm answered 307');
    expect(elsewhere.received).toEqual([]);
  });

  it('an answer that is not HTTP is an error that repeats none of it', async () => {
    const crm = await receiver((response) => response.socket?.end('SSH-2.0-secret\r\n'));
    const error = await failureOf(react(forwardTo(`http://127.0.0.1:${crm.port}`), paid));
    expect(error.message).toMatch(/^forward:crm gave no answer \(HTTPParserError\)$/);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
  });
});

describe('a missing answer', () => {
  it('is an error at the time limit', async () => {
    const crm = await receiver(() => undefined);
    const error = await failureOf(react(forwardTo(`http://127.0.0.1:${crm.port}`, { timeoutMs: 200 }), paid));
    expect(error.message).toBe('forward:crm gave no answer within 200 ms');
  });

  it('is an error when the signal is aborted', async () => {
    const controller = new AbortController();
    const crm = await receiver(() => controller.abort());
    const { context } = madeUpContext(controller.signal);
    const error = await failureOf(react(forwardTo(`http://127.0.0.1:${crm.port}`), paid, context));
    expect(error.message).toBe('forward:crm was cut off');
  });

  it('is an error when the signal is aborted during the DNS lookup', async () => {
    const now = () => new Date();
    const guarded = createGuardedPost({ allowPrivate: true, timeoutMs: 5000, now, resolve: () => undefined });
    open.push(guarded.close);
    const post = {
      consumer: 'forward:crm',
      url: new URL('http://crm.test'),
      headers: {},
      body: Buffer.alloc(0),
    };
    const error = await failureOf(guarded.post({ ...post, signal: AbortSignal.timeout(100) }));
    expect(error.message).toBe('forward:crm was cut off');
  });

  it('counts as success if the status arrived before the connection broke', async () => {
    const crm = await receiver((response) => response.writeHead(200, { 'content-length': '10' }).write('x'));
    await expect(
      react(forwardTo(`http://127.0.0.1:${crm.port}`, { timeoutMs: 300 }), paid),
    ).resolves.toBeUndefined();
  });

  it('is an error with the code if no server listens', async () => {
    const crm = await startReceiver(() => undefined);
    await crm.stop();
    const error = await failureOf(react(forwardTo(`http://127.0.0.1:${crm.port}`), paid));
    expect(error.message).toBe('forward:crm gave no answer (ECONNREFUSED)');
  });
});

describe('a private address', () => {
  const REFUSED = 'forward:crm has no public address; FORWARD_ALLOW_PRIVATE=true allows private ones';

  it.each(['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0'])(
    '%s is refused',
    async (host) => {
      const crm = await receiver((response) => response.end());
      const error = await failureOf(
        react(forwardTo(`http://${host}:${crm.port}`, { allowPrivate: false }), paid),
      );
      expect(error.message).toBe(REFUSED);
      expect(crm.connections.size).toBe(0);
    },
  );

  it('is refused over https too', async () => {
    const crm = await receiver((response) => response.end());
    const error = await failureOf(
      react(forwardTo(`https://localhost:${crm.port}`, { allowPrivate: false }), paid),
    );
    expect(error.message).toBe(REFUSED);
    expect(crm.connections.size).toBe(0);
  });

  it('is reached if private addresses are allowed', async () => {
    const crm = await receiver((response) => response.end());
    await react(forwardTo(`http://localhost:${crm.port}`), paid);
    expect(crm.received).toHaveLength(1);
  });

  it('is not reached through a proxy of the environment', async () => {
    const proxy = await receiver((response) => response.end());
    const before = process.env;
    process.env = { ...before, http_proxy: `http://127.0.0.1:${proxy.port}`, NODE_USE_ENV_PROXY: '1' };
    try {
      const error = await failureOf(react(forwardTo('http://127.0.0.1:9', { allowPrivate: false }), paid));
      expect(error.message).toBe(REFUSED);
    } finally {
      process.env = before;
    }
    expect(proxy.received).toEqual([]);
  });
});
