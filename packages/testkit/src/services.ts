import { Redis } from 'ioredis';
import pg from 'pg';
import {
  findContainerEngine,
  type StartedService,
  startPostgresContainer,
  startRedisContainer,
} from './containers.ts';
import { startPostgresServer } from './postgres-server.ts';
import { hasRedisServer, startRedisServer } from './redis-server.ts';
import { stopOnSignals } from './server-process.ts';

export interface Services {
  readonly postgresUrl: string;
  /** Absent if this machine has no Redis; tests that need it are skipped and say so. */
  readonly redisUrl: string | undefined;
  /** `Postgres: embedded 18.4 · Redis: local redis-server 7.0.15`. */
  readonly description: string;
  readonly stop: () => Promise<void>;
}

/**
 * One Postgres and one Redis for a whole run: those of `TEST_DATABASE_URL` and `TEST_REDIS_URL`; otherwise containers, if an
 * engine answers; otherwise an embedded Postgres and the `redis-server` of this machine. `TEST_SERVICES=containers` requires
 * containers, `local` uses none. If it is unset and the engine cannot start containers, a message says so and the machine's
 * services are used. `TEST_TIME_ZONE` is the time zone of a Postgres that is started, `Asia/Kolkata`.
 *
 * @throws {Error} if `CI` is set and there is no Redis
 */
export async function startServices(env: NodeJS.ProcessEnv = process.env): Promise<Services> {
  const started: StartedService[] = [];
  const stop = async () => {
    forget();
    await Promise.all(started.splice(0).map((service) => service.stop()));
  };
  const forget = stopOnSignals(stop);
  const startAll = async (engine: Engine) => {
    const postgres = await startPostgres(env.TEST_DATABASE_URL, engine);
    started.push(postgres);
    const redis = await startRedis(env.TEST_REDIS_URL, engine);
    if (redis) started.push(redis);
    return { postgres, redis };
  };

  try {
    const engine = await chooseEngine(env);
    let passedOver = '';
    const { postgres, redis } = await startAll(engine).catch(async (error: unknown) => {
      if (!engine || env.TEST_SERVICES) throw error;
      await Promise.all(started.splice(0).map((service) => service.stop()));
      passedOver = `no containers: ${error instanceof Error ? error.message : 'they did not start'}\n`;
      return startAll(undefined);
    });
    if (!redis && env.CI) {
      throw new Error('CI is set and there is no Redis: install redis-server, or set TEST_REDIS_URL');
    }
    return {
      postgresUrl: postgres.url,
      redisUrl: redis?.url,
      description: passedOver + (await describe(postgres, redis)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Engine = Awaited<ReturnType<typeof findContainerEngine>>;

async function chooseEngine(env: NodeJS.ProcessEnv): Promise<Engine> {
  if (env.TEST_SERVICES === 'local' || (env.TEST_DATABASE_URL && env.TEST_REDIS_URL)) return undefined;
  const engine = await findContainerEngine();
  if (!engine && env.TEST_SERVICES === 'containers')
    throw new Error('TEST_SERVICES is containers, and no container engine answers');
  return engine;
}

async function startPostgres(url: string | undefined, engine: Engine): Promise<StartedService> {
  if (url) return { url, kind: 'TEST_DATABASE_URL', stop: async () => undefined };
  if (engine) return startPostgresContainer(engine);
  return { kind: 'embedded', ...(await startPostgresServer({ fsync: false })) };
}

async function startRedis(url: string | undefined, engine: Engine): Promise<StartedService | undefined> {
  if (url) return { url, kind: 'TEST_REDIS_URL', stop: async () => undefined };
  if (engine) return startRedisContainer(engine);
  if (!hasRedisServer()) return undefined;
  return { kind: 'local redis-server', ...(await startRedisServer()) };
}

async function describe(postgres: StartedService, redis: StartedService | undefined): Promise<string> {
  const redisPart = redis ? `${redis.kind} ${await redisVersion(redis.url)}` : 'none, its tests are skipped';
  const { TEST_TIME_ZONE: zone } = process.env;
  return `Postgres: ${postgres.kind} ${await postgresVersion(postgres.url)}${zone ? ` in ${zone}` : ''} · Redis: ${redisPart}`;
}

/** `18.4`; rejects if there is no answer. */
export async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version.split(' ')[0] ?? 'unknown';
  } finally {
    await client.end();
  }
}

/** `7.0.15`; rejects if there is no answer. */
export async function redisVersion(url: string): Promise<string> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5000 });
  client.on('error', () => undefined); // the rejection of connect() reports it
  await client.connect();
  try {
    return /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'unknown';
  } finally {
    client.disconnect();
  }
}
