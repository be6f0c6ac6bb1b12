import { createHmac, timingSafeEqual } from 'node:crypto';
import { Queue } from 'bullmq';
import { fastify } from 'fastify';

// A program: Fastify, an HMAC and `queue.add`, and nothing else. No deduplication, no limit, no deadline, no metric, no log.

const { PORT = '0', REDIS_URL = '', SECRET = '' } = process.env;
const queue = new Queue('bare', { connection: { url: REDIS_URL } });
const app = fastify();

app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);
app.get('/healthz', async () => 'ok');
app.post('/webhook', async (request, reply) => {
  const body = request.body as Buffer;
  const header = String(request.headers['stripe-signature']);
  const timestamp = /t=(\d+)/.exec(header)?.[1] ?? '';
  const signature = Buffer.from(/v1=([0-9a-f]{64})/.exec(header)?.[1] ?? '', 'hex');
  const expected = createHmac('sha256', SECRET).update(`${timestamp}.`).update(body).digest();
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
    return reply.code(401).send();
  await queue.add('stripe', { signature: header, body: body.toString('utf8') });
  return reply.code(202).send();
});

process.on('SIGTERM', () => void Promise.all([app.close(), queue.close()]).finally(() => process.exit(0)));
await queue.waitUntilReady();
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
