import type { FastifyInstance } from 'fastify';

/** A check resolves when its part is reachable. */
export type Checks = Readonly<Record<string, () => Promise<unknown>>>;

const PROBE_TIMEOUT_MS = 1000;

/** `/healthz`: the process answers. `/readyz`: everything it needs does too; names what does not. */
export function healthRoutes(app: FastifyInstance, checks: Checks): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const failing = await failingOf(checks);
    if (failing.length === 0) return { status: 'ready' };
    return reply
      .code(503)
      .send({ status: 'unavailable', reason: failing.map((name) => `${name}_unreachable`).join() });
  });
}

async function failingOf(checks: Checks): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ((await answersInTime(check)) ? [] : [name])),
  );
  return results.flat();
}

async function answersInTime(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check().then(() => true), timeout]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
