import type { FastifyInstance } from 'fastify';

/** A warning about a part that can still be used. */
export interface Warning {
  readonly warning: string;
}

type Check = () => Promise<Warning | undefined | void>;

/** A check resolves if its part is reachable. It rejects with `NotReadyError` if the part is reachable but cannot be used. */
export type Checks = Readonly<Record<string, Check>>;

/**
 * Why a part cannot be used, as a stable code that `/readyz` shows: `database_not_migrated`. `detail` is a sentence for people, shown with it.
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
 * `/healthz`: the process answers. `/readyz`: all its parts answer too. It names the parts that do not (`<part>_unreachable`, or
 * a check's own code with its sentence), and otherwise the warnings of the checks.
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
  /** Reasons for not being ready. */
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
