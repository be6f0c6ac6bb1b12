import type { Redis } from 'ioredis';
import type { Pool } from 'pg';

/** A setting under which the queue's store can lose what it has acknowledged. */
export interface Finding {
  /** The store's own name of the setting: `appendfsync`. */
  readonly setting: string;
  readonly value: string;
  readonly wanted: string;
}

/** The durability of what the queue's store acknowledges. */
export interface QueueAudit {
  /** No weakness was found, and every setting could be read. */
  readonly safe: boolean;
  readonly findings: readonly Finding[];
  /** Whether the store lets this client read its settings. Managed stores often do not. */
  readonly readable: boolean;
}

/** The value of a setting that could not be read. */
export const UNREADABLE = 'unreadable';

const auditOf = (findings: readonly Finding[], { readable }: { readable: boolean }): QueueAudit => ({
  safe: readable && findings.length === 0,
  findings,
  readable,
});

/**
 * The values that Redis needs so that an acknowledged write survives a crash. `no-appendfsync-on-rewrite yes` suspends `appendfsync always`
 * while the file is being rewritten.
 */
const WANTED = {
  appendonly: 'yes',
  appendfsync: 'always',
  'no-appendfsync-on-rewrite': 'no',
  'maxmemory-policy': 'noeviction',
} as const;
type Setting = keyof typeof WANTED;

/** Settings that explain a finding. */
const READ_BESIDE: Readonly<Partial<Record<Setting, string>>> = {
  appendonly: 'save',
  'maxmemory-policy': 'maxmemory',
};

type Settings = ReadonlyMap<string, string>;

/** Reads the settings of the server behind this connection. Rejects if it does not answer. */
export async function auditRedis(node: Redis): Promise<QueueAudit> {
  const settings = await unlessRefused(readConfig(node));
  if (settings) return auditOf(findingsIn(settings, settingsWanted), { readable: true });
  const shown = (await unlessRefused(readInfo(node))) ?? new Map<string, string>();
  return auditOf(findingsIn(shown, ['appendonly', 'appendfsync', 'maxmemory-policy']), { readable: false });
}

const settingsWanted = Object.keys(WANTED) as Setting[];

const findingsIn = (settings: Settings, wanted: readonly Setting[]): Finding[] =>
  wanted.flatMap((setting) => {
    const value = settings.get(setting) ?? UNREADABLE;
    if (value === WANTED[setting]) return [];
    const beside = READ_BESIDE[setting];
    const more = beside === undefined ? undefined : settings.get(beside);
    const reported = more === undefined ? value : `${value} (${beside} ${more === '' ? '""' : more})`;
    return [{ setting, value: reported, wanted: WANTED[setting] }];
  });

async function readConfig(node: Redis): Promise<Settings> {
  const reply = await node.call('CONFIG', 'GET', ...settingsWanted, ...Object.values(READ_BESIDE));
  const words = Array.isArray(reply) ? reply.map(String) : [];
  return new Map(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? '']] : [])));
}

/** Reads what INFO shows to a client that may not read settings; INFO does not show how often Redis syncs. */
async function readInfo(node: Redis): Promise<Settings> {
  const info = await node.call('INFO');
  const fields = new Map(
    Array.from(String(info).matchAll(/^(\w+):(.*?)\r?$/gm), ([, name = '', value = '']) => [name, value]),
  );
  const aof = fields.get('aof_enabled');
  const policy = fields.get('maxmemory_policy');
  return new Map([
    ...(aof === undefined ? [] : [['appendonly', aof === '1' ? 'yes' : 'no'] as const]),
    ...(policy === undefined ? [] : [['maxmemory-policy', policy] as const]),
  ]);
}

/** `undefined` if the server answers that this client lacks permission, or that the command does not exist: `NOPERM …`, `ERR …`. */
async function unlessRefused(reading: Promise<Settings>): Promise<Settings | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && /^(NOPERM|ERR)\b/.test(error.message)) return undefined;
    throw error;
  }
}

/** If one of these is off, a crash can lose a commit. `synchronous_commit` has five values: all but `off` wait for the disk. */
const WANTED_OF_POSTGRES = ['fsync', 'full_page_writes', 'synchronous_commit'];

/** Reads the settings of this pool's connections. Rejects if the server does not answer. */
export async function auditPostgres(pool: Pick<Pool, 'query'>): Promise<QueueAudit> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY ($1)',
    [WANTED_OF_POSTGRES],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const findings = WANTED_OF_POSTGRES.flatMap((setting) => {
    const value = settings.get(setting) ?? UNREADABLE;
    return value === 'off' || value === UNREADABLE ? [{ setting, value, wanted: 'on' }] : [];
  });
  return auditOf(findings, { readable: WANTED_OF_POSTGRES.every((name) => settings.has(name)) });
}
