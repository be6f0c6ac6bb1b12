import type { Redis } from 'ioredis';
import { auditOf, type Finding, type QueueAudit, UNREADABLE } from './queue-audit.ts';

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
const TOLD_BESIDE: Readonly<Partial<Record<Setting, string>>> = {
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
    const beside = TOLD_BESIDE[setting];
    const more = beside === undefined ? undefined : settings.get(beside);
    const told = more === undefined ? value : `${value} (${beside} ${more === '' ? '""' : more})`;
    return [{ setting, value: told, wanted: WANTED[setting] }];
  });

async function readConfig(node: Redis): Promise<Settings> {
  const reply = await node.call('CONFIG', 'GET', ...settingsWanted, ...Object.values(TOLD_BESIDE));
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
