import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';

// Loaded into a worker by `--import`. Once the file that PAYSPOOL_DRILL_CRASH names is there, the worker's next transaction that
// applies an event ends it by SIGKILL: just before its COMMIT is sent, or just after Postgres has answered it.

export type CrashPoint = 'before-commit' | 'after-commit';

type Query = (this: object, ...args: unknown[]) => unknown;

const file = process.env['PAYSPOOL_DRILL_CRASH'];
if (file) {
  const requireOfDb = createRequire(new URL('../../packages/db/package.json', import.meta.url));
  const { Client } = createRequire(requireOfDb.resolve('@prisma/adapter-pg'))('pg') as {
    Client: { prototype: { query: Query } };
  };
  Client.prototype.query = crashing(Client.prototype.query, file);
}

function crashing(query: Query, path: string): Query {
  /** Connections in a transaction that applies an event: it has locked the event's references. */
  const applying = new WeakSet<object>();
  return function crash(...args) {
    const text = textOf(args[0]);
    if (/pg_(try_)?advisory_xact_lock/.test(text)) applying.add(this);
    if (text !== 'COMMIT' && text !== 'ROLLBACK') return query.apply(this, args);
    const armed = text === 'COMMIT' && applying.has(this) && existsSync(path);
    applying.delete(this);
    if (!armed) return query.apply(this, args);
    const point = readFileSync(path, 'utf8') as CrashPoint;
    rmSync(path);
    if (point === 'before-commit') process.kill(process.pid, 'SIGKILL');
    return Promise.resolve(query.apply(this, args)).then(() => process.kill(process.pid, 'SIGKILL'));
  };
}

function textOf(config: unknown): string {
  if (typeof config === 'string') return config;
  return typeof config === 'object' && config !== null && 'text' in config ? String(config.text) : '';
}
