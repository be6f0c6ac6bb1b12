import { setTimeout as sleep } from 'node:timers/promises';
import type * as Testcontainers from 'testcontainers';

export interface StartedService {
  readonly url: string;
  /** For the line that names the services: `embedded`, `container postgres:18`. */
  readonly kind: string;
  readonly stop: () => Promise<void>;
}

/** A container engine that answers within 3 s, or `undefined`. */
export async function findContainerEngine(): Promise<typeof Testcontainers | undefined> {
  const testcontainers = await import('testcontainers');
  const answered = testcontainers.getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
  return (await Promise.race([answered, sleep(3000, false, { ref: false })])) ? testcontainers : undefined;
}

/**
 * Postgres 18 in a container, without the durability that only a crash of the machine requires. Its time zone is that of
 * `TEST_TIME_ZONE`, or UTC.
 */
export async function startPostgresContainer({
  GenericContainer,
  Wait,
}: typeof Testcontainers): Promise<StartedService> {
  const zone = process.env['TEST_TIME_ZONE'];
  const settings = ['fsync=off', 'full_page_writes=off', 'max_connections=200'];
  if (zone) settings.push(`timezone=${zone}`);
  const container = await new GenericContainer('postgres:18')
    .withEnvironment({ POSTGRES_PASSWORD: 'payspool' })
    .withCommand(['postgres', ...settings.flatMap((setting) => ['-c', setting])])
    .withExposedPorts(5432)
    // Once for the server of the image's setup, once for the real one.
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .start();
  return {
    url: `postgresql://postgres:payspool@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
    kind: 'container',
    stop: async () => void (await container.stop()),
  };
}

/** Redis 8 in a container, as durable as in production. */
export async function startRedisContainer({
  GenericContainer,
  Wait,
}: typeof Testcontainers): Promise<StartedService> {
  const durable = [
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
    '--maxmemory-policy',
    'noeviction',
  ];
  const container = await new GenericContainer('redis:8')
    .withCommand(['redis-server', ...durable])
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/))
    .start();
  return {
    url: `redis://${container.getHost()}:${container.getMappedPort(6379)}`,
    kind: 'container',
    stop: async () => void (await container.stop()),
  };
}
