import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../../apps/cli/src/simulate/plan-traffic.ts';
import { Pool } from 'undici';
import type { z } from 'zod';
import { parseRequests } from '../traffic/parse-requests.ts';
import { SenderOrder, type Sent } from './sender-order.ts';

// A program: sends deliveries to an ingest, and prints the time of each as JSON. Its only argument is JSON.

const { url, file, seconds, rate, keepWaiting, queueUrl, seed } = SenderOrder.parse(
  JSON.parse(process.argv[2] ?? '{}'),
);
const requests = parseRequests(readFileSync(file));
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections: 128, pipelining: 1 });
const now = () => performance.timeOrigin + performance.now();
const sent: [string, number][] = [];
const late: number[] = [];
const inFlight = new Set<Promise<void>>();
let refused = 0;

function send(plannedAt: number): void {
  const request = requests[sent.length];
  if (!request) return;
  const { signature, body } = request;
  // Read before the measurement: the id is on the second line of Stripe's pretty-printed body.
  const id = /"id": "(evt_[^"]+)"/.exec(body.toString('latin1', 0, 80))?.[1] ?? '';
  const sentAt = now();
  sent.push([id, sentAt]);
  late.push(sentAt - plannedAt);
  const answer = post(signature, body).finally(() => inFlight.delete(answer));
  inFlight.add(answer);
}

async function post(signature: string, body: Buffer): Promise<void> {
  try {
    const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
    const answer = await pool.request({ path: pathname, method: 'POST', headers, body });
    await answer.body.dump();
    if (answer.statusCode >= 300) refused += 1;
  } catch {
    refused += 1;
  }
}

const startedAt = now();
const endsAt = startedAt + seconds * 1000;
if (rate !== undefined) {
  const random = createRandom(seed);
  let plannedAt = startedAt;
  while (plannedAt < endsAt && sent.length < requests.length) {
    if (plannedAt > now()) await sleep(Math.max(0, plannedAt - now()));
    // A timer may be late by up to a millisecond, so every delivery that is due by then is sent at once.
    while (plannedAt <= now() && plannedAt < endsAt) {
      send(plannedAt);
      plannedAt += (-Math.log(1 - random()) * 1000) / rate;
    }
  }
} else {
  // Imported only if it is needed, because this program starts several times in a run.
  const { openDeliveryQueue } = await import('@payspool/queue');
  const queue = openDeliveryQueue({
    url: queueUrl,
    dedupeTtlMs: 1000,
    timeoutMs: 10_000,
    onError: () => undefined,
  });
  await queue.ping();
  while (now() < endsAt && sent.length < requests.length) {
    const { waiting } = await queue.depth();
    for (let more = (keepWaiting ?? 0) - waiting - inFlight.size; more > 0; more -= 1) send(now());
    await sleep(5);
  }
  await queue.close();
}
await Promise.all(inFlight);
late.sort((a, b) => a - b);
const printed: z.input<typeof Sent> = { sent, lateP99Ms: late[Math.floor(late.length * 0.99)] ?? 0, refused };
process.stdout.write(JSON.stringify(printed), () => process.exit(0));
