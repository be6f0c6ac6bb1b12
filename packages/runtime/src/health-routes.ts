import type { FastifyInstance } from 'fastify';

/** What a part can be used in spite of. */
export interface Warning {
  readonly warning: string;
}

type Check = () => Promise<Warning | undefined | void>;

/** A check resolves when its part is reachable, and rejects with `NotReadyError` where it is reachable and still of no use. */
export type Checks = Readonly<Record<string, Check>>;

/**
 * Why a part cannot be used, in a stable word that `/readyz` shows: `database_not_migrated`. `detail` is a sentence for people, shown
 * beside it.
 */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
  readonly code: string;
  readonly detail: string | undefined;

  constructor(code: string, { detail }: { readonly detail?: string } = {}) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

const PROBE_TIMEOUT_MS = 1000;

/**
 * `/healthz`: the process answers. `/readyz`: everything it needs does too; names what does not, `<part>_unreachable` or a check's own
 * word with its sentence, and otherwise what the checks warn of.
 */
export function healthRoutes(app: FastifyInstance, checks: Checks): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const verdicts = await Promise.all(Object.entries(checks).map(([name, check]) => judge(name, check)));
    const reasons = verdicts.flatMap(({ reason }) => reason ?? []);
    if (reasons.length > 0) {
      const detail = verdicts
        .flatMap(({ reason, detail: sentence }) => (reason && sentence) || [])
        .join('; ');
      const said = { status: 'unavailable', reason: reasons.join(), ...(detail && { detail }) };
      return reply.code(503).send(said);
    }
    const warnings = verdicts.flatMap(({ warning }) => warning ?? []);
    return { status: 'ready', ...(warnings.length > 0 && { warning: warnings.join() }) };
  });
}

interface Verdict {
  /** Against being ready. */
  readonly reason?: string;
  readonly detail?: string | undefined;
  readonly warning?: string;
}

async function judge(name: string, check: Check): Promise<Verdict> {
  const unreachable = { reason: `${name}_unreachable` };
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Verdict>((resolve) => {
    timer = setTimeout(() => resolve(unreachable), PROBE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check().then((found) => found ?? {}), timeout]);
  } catch (error) {
    return error instanceof NotReadyError ? { reason: error.code, detail: error.detail } : unreachable;
  } finally {
    clearTimeout(timer);
  }
}
