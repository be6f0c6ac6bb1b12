import type { Logger } from '@payspool/runtime';

/** Lines of one kind at once, and how often one more is written while they go on. */
const BURST = 10;
const EVERY_MS = 10_000;

interface Kind {
  lines: number;
  /** Full again by then, unless more come. */
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
 * One line for each delivery that is refused, as long as they are few. Beyond ten at once of one account and code there is a line every
 * ten seconds, with the number of those that were left out since: whoever sends forgeries must not fill the log. The kinds are bounded by the
 * configured accounts and the codes, both fixed.
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
  // The number is told also where none follows.
  const tellSuppressed = () => {
    for (const kind of kinds.values()) {
      if (kind.suppressed === 0 || !take(kind)) continue;
      kind.suppressed -= 1; // the one that the line is about
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
      timer ??= setInterval(tellSuppressed, everyMs).unref();
    },
  };
}
