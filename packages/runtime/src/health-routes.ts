import type { FastifyInstance } from 'fastify';

/** A check resolves when its part is reachable, and rejects with `NotReadyError` where it is reachable and still of no use. */
export type Checks = Readonly<Record<string, () => Promise<unknown>>>;

/** Why a part cannot be used although it answers, in a stable word that `/readyz` shows: `database_not_migrated`. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

const PROBE_TIMEOUT_MS = 1000;

/** `/healthz`: the process answers. `/readyz`: everything it needs does too; names what does not, `<part>_unreachable` or a check's own word. */
export function healthRoutes(app: FastifyInstance, checks: Checks): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const reasons = await reasonsAgainst(checks);
    if (reasons.length === 0) return { status: 'ready' };
    return reply.code(503).send({ status: 'unavailable', reason: reasons.join() });
  });
}

async function reasonsAgainst(checks: Checks): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const reason = await reasonAgainst(name, check);
      return reason === undefined ? [] : [reason];
    }),
  );
  return results.flat();
}

async function reasonAgainst(name: string, check: () => Promise<unknown>): Promise<string | undefined> {
  const unreachable = `${name}_unreachable`;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(unreachable), PROBE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check().then(() => undefined), timeout]);
  } catch (error) {
    return error instanceof NotReadyError ? error.code : unreachable;
  } finally {
    clearTimeout(timer);
  }
}
