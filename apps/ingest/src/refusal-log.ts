import type { Logger } from '@payspool/runtime';

/** The number of lines of one kind that are written at once, and the interval of further lines. */
const BURST = 10;
const EVERY_MS = 10_000;

interface Kind {
  lines: number;
  /** When the allowance is full again, unless further refusals come. */
  at: number;
  suppressed: number;
  fields: object;
}

export interface RefusalLog {
  readonly refused: (about: RefusalFields) => void;
}

interface RefusalFields {
  readonly provider: string;
  readonly account: string;
  readonly code: string;
  readonly [field: string]: unknown;
}

/**
 * Writes one line for each refused delivery while there are few. After ten lines of one account and code it writes one line every ten
 * seconds, with the number of lines omitted since the last one, so that forged deliveries cannot fill the log. The number of kinds is
 * limited, because accounts and codes are both fixed.
 */
export function createRefusalLog(
  logger: Logger,
  {
    now = () => performance.now(),
    everyMs = EVERY_MS,
  }: { readonly now?: () => number; readonly everyMs?: number } = {},
): RefusalLog {
  const kinds = new Map<string, Kind>();
  let timer: NodeJS.Timeout | undefined;

  const take = (kind: Kind): boolean => {
    const at = now();
    kind.lines = Math.min(BURST, kind.lines + (at - kind.at) / everyMs);
    kind.at = at;
    if (kind.lines < 1) return false;
    kind.lines -= 1;
    return true;
  };
  const write = (kind: Kind, fields: object) => {
    const { suppressed } = kind;
    kind.suppressed = 0;
    logger.warn({ ...fields, ...(suppressed > 0 && { suppressed }) }, 'delivery refused');
  };
  // The number is also written if no further refusal follows.
  const reportSuppressed = () => {
    for (const kind of kinds.values()) {
      if (kind.suppressed === 0 || !take(kind)) continue;
      kind.suppressed -= 1; // the refusal that this line describes
      write(kind, kind.fields);
    }
    if ([...kinds.values()].some(({ suppressed }) => suppressed > 0)) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    refused: (fields) => {
      const { provider, account, code } = fields;
      const name = `${provider}/${account} ${code}`;
      const kind = kinds.get(name) ?? { lines: BURST, at: now(), suppressed: 0, fields };
      kinds.set(name, kind);
      if (take(kind)) return write(kind, fields);
      kind.suppressed += 1;
      kind.fields = fields;
      timer ??= setInterval(reportSuppressed, everyMs).unref();
    },
  };
}
