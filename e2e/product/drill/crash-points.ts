import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Loaded into a worker by `--import`. After the file in PAYSPOOL_DRILL_CRASH exists, the next transaction that applies a set of
// events ends the worker by SIGKILL: just before the statement that writes the set, just before COMMIT, or just after the answer
// to COMMIT. It waits a while for a set of several events. The size of the set is appended to the file of the same name with the
// suffix `.sets`. `in-sweep` ends it just before it saves how far it has read a provider's list of events.

export type CrashPoint = 'before-write' | 'before-commit' | 'after-commit' | 'in-sweep';

/** How long to wait for a transaction with several events, in milliseconds. */
const PREFER_SHARED_MS = 5000;

type Query = (this: object, ...args: unknown[]) => unknown;

const file = process.env['PAYSPOOL_DRILL_CRASH'];
if (file) {
  const requireOfDb = createRequire(new URL('../../../packages/db/package.json', import.meta.url));
  const { Client } = createRequire(requireOfDb.resolve('@prisma/adapter-pg'))('pg') as {
    Client: { prototype: { query: Query } };
  };
  Client.prototype.query = crashing(Client.prototype.query, file);
}

function crashing(query: Query, path: string): Query {
  /** Connections in a transaction that applies events, with the number of events. */
  const applying = new WeakMap<object, number>();
  return function crash(...args) {
    const { text, values } = statementOf(args[0]);
    if (
      text.includes('UPDATE sweeps SET read') &&
      existsSync(path) &&
      readFileSync(path, 'utf8') === 'in-sweep'
    ) {
      rmSync(path);
      process.kill(process.pid, 'SIGKILL');
    }
    const isWrite = text.includes('recorded_events');
    if (isWrite) applying.set(this, eventsIn(values));
    if (!isWrite && text !== 'COMMIT' && text !== 'ROLLBACK') return query.apply(this, args);
    const events = applying.get(this) ?? 0;
    if (!isWrite) applying.delete(this);
    if (text === 'ROLLBACK' || events === 0 || !existsSync(path)) return query.apply(this, args);
    const point = readFileSync(path, 'utf8') as CrashPoint;
    if (point === 'in-sweep') return query.apply(this, args);
    const isHere = isWrite === (point === 'before-write');
    if (!isHere || (events === 1 && Date.now() - statSync(path).mtimeMs < PREFER_SHARED_MS))
      return query.apply(this, args);
    rmSync(path);
    appendFileSync(`${path}.sets`, `${events}\n`);
    if (point !== 'after-commit') process.kill(process.pid, 'SIGKILL');
    return Promise.resolve(query.apply(this, args)).then(
      () => process.kill(process.pid, 'SIGKILL'),
      (error: unknown) => {
        // Another fault was faster, and nothing is committed: the next transaction takes its place.
        writeFileSync(path, point);
        throw error;
      },
    );
  };
}

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

function statementOf(config: unknown): Statement {
  if (typeof config === 'string') return { text: config, values: [] };
  const { text = '', values = [] } = (config ?? {}) as { text?: unknown; values?: unknown[] };
  return { text: String(text), values };
}

const STATUSES: ReadonlySet<string> = new Set(['applied', 'ignored', 'failed', 'split']);

/** The number of events that a set writes; 0 if none of them is applied. A column is one parameter; that of the statuses is known by its words. */
function eventsIn(values: readonly unknown[]): number {
  const columns = values.flatMap((value) => (typeof value === 'string' ? [value.split('\u001f')] : []));
  const statuses = columns.find(
    (words) => words.includes('applied') && words.every((word) => STATUSES.has(word)),
  );
  return statuses?.length ?? 0;
}
