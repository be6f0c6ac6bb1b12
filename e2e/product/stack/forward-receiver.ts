import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

const Forwarded = z.object({
  type: z.string(),
  data: z.object({
    sequence: z.string().regex(/^\d+$/).transform(BigInt),
    subject: z.object({ kind: z.string(), ref: z.string() }),
    provider: z.string(),
    account: z.string(),
  }),
});

/** One request of a worker, in the order in which they came. */
export interface Attempt {
  /** `webhook-id`. */
  readonly id: string;
  readonly topic: string;
  readonly sequence: bigint;
  /** `order stripe/default cs_1`. */
  readonly subject: string;
  readonly ref: string;
  readonly body: string;
  /** Which worker sent it. */
  readonly worker: string;
  /** The status of the answer; 0 if the worker was killed before it. */
  status: number;
}

/** A receiver of forwarded transitions, which accepts only requests that the package `standardwebhooks` verifies. */
export async function startForwardReceiver(
  /** The status of the answer. `repeat` is 0 if the id is new. */
  answer: (attempt: Attempt, repeat: number) => number,
) {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const webhook = new Webhook(secret);
  const attempts: Attempt[] = [];
  const seen = new Map<string, number>();
  const traps = new Map<string, (caught: Attempt) => void>();
  let unverified = 0;

  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const attempt = read(webhook, request, body);
    if (!attempt) {
      unverified += 1;
      response.writeHead(401).end();
      return;
    }
    attempts.push(attempt);
    const repeat = seen.get(attempt.id) ?? 0;
    seen.set(attempt.id, repeat + 1);
    const trap = traps.get(attempt.worker);
    traps.delete(attempt.worker);
    if (trap) return trap(attempt);
    attempt.status = answer(attempt, repeat);
    response.writeHead(attempt.status).end();
  };
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no TCP address');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    attempts: attempts as readonly Attempt[],
    unverified: () => unverified,
    /** `FORWARD_URLS` of one worker. */
    forwardUrls: (worker: string) =>
      JSON.stringify([{ name: 'receiver', url: `${url}/?worker=${worker}`, secret }]),
    /** Resolves with the worker's next request, which gets no answer, so that the worker is busy with it when it is killed. */
    keepNext: (worker: string) =>
      new Promise<Attempt>((resolve) => {
        traps.set(worker, resolve);
      }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** `undefined` if the signature or another part is invalid. */
function read(webhook: Webhook, request: IncomingMessage, body: string): Attempt | undefined {
  try {
    const headers = request.headers as Record<string, string>;
    const { type, data } = Forwarded.parse(webhook.verify(body, headers));
    const { sequence, subject, provider, account } = data;
    return {
      id: headers['webhook-id'] ?? '',
      topic: type,
      sequence,
      subject: `${subject.kind} ${provider}/${account} ${subject.ref}`,
      ref: subject.ref,
      body,
      worker: new URL(request.url ?? '', 'http://receiver').searchParams.get('worker') ?? '',
      status: 0,
    };
  } catch {
    return undefined;
  }
}
