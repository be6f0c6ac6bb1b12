import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, waitFor } from '@payspool/testkit';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILD_AND_START_MS = 15 * 60_000;
const run = promisify(execFile);

/** Why docker-compose.yml is not tested here. */
export function composeIsMissing(): string | undefined {
  if (process.env['PAYSPOOL_COMPOSE_TEST'] !== '1') return 'PAYSPOOL_COMPOSE_TEST=1 runs it, for minutes';
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 });
    execFileSync('docker', ['compose', 'version'], { stdio: 'ignore', timeout: 10_000 });
    return undefined;
  } catch {
    return 'no container engine answers';
  }
}

/** Where the images of a release are: they are pulled then. Otherwise images of the project's own name are built from source. */
const PUBLISHED = process.env['PAYSPOOL_IMAGES'];
const ENGINE = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  DOCKER_HOST: process.env['DOCKER_HOST'],
};

/** The images that docker-compose.yml names under the variables. */
export async function imagesUnder(variables: Readonly<Record<string, string>>): Promise<string[]> {
  const env = { ...ENGINE, ...variables };
  const { stdout } = await run('docker', ['compose', 'config'], { cwd: ROOT, env });
  return [...new Set([...stdout.matchAll(/^ +image: (\S+)$/gm)].map(([, image = '']) => image))].toSorted();
}

/** docker-compose.yml with its own project name, volumes, images and ports, and no other change. */
export async function openComposeProject() {
  const [ingestPort, dashboardPort] = await Promise.all([freePort(), freePort()]);
  const name = `payspool-test-${process.pid}`;
  const images = PUBLISHED ?? name;
  const env = {
    ...ENGINE,
    PAYSPOOL_IMAGES: images,
    INGEST_PORT: String(ingestPort),
    DASHBOARD_PORT: String(dashboardPort),
  };
  const docker = async (...args: readonly string[]): Promise<string> => {
    const options = { cwd: ROOT, env, timeout: BUILD_AND_START_MS, maxBuffer: 64 * 1024 * 1024 };
    return (await run('docker', [...args], options)).stdout.trim();
  };
  const compose = (...args: readonly string[]) => docker('compose', '--project-name', name, ...args);

  /** `running healthy`, one entry for each container of a service. */
  const statesOf = async (service: string): Promise<string[]> => {
    const ids = (await compose('ps', '--all', '--quiet', service)).split('\n').filter(Boolean);
    const format =
      '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.ExitCode}}{{end}}';
    return ids.length === 0 ? [] : (await docker('inspect', '--format', format, ...ids)).split('\n');
  };
  const isHealthy = async (service: string) => {
    const states = await statesOf(service);
    return states.length > 0 && states.every((state) => state === 'running healthy');
  };

  return {
    ingestUrl: `http://127.0.0.1:${ingestPort}`,
    dashboardUrl: `http://127.0.0.1:${dashboardPort}`,
    compose,
    statesOf,
    /** Builds the images, or pulls those of a release, and starts everything. */
    start: async () => {
      if (PUBLISHED === undefined) return compose('up', '--detach', '--build');
      await compose('pull', 'migrate', 'ingest', 'worker', 'dashboard');
      return compose('up', '--detach', '--no-build');
    },
    untilHealthy: async (...services: readonly string[]) => {
      for (const service of services) {
        const options = { timeoutMs: 120_000, everyMs: 500, what: `${service} is healthy` };
        await waitFor(() => isHealthy(service), options);
      }
    },
    /** Rows of a query, a line each. */
    query: async (sql: string): Promise<string[]> => {
      const psql = ['psql', '--username=payspool', '--dbname=payspool', '--tuples-only', '--no-align'];
      const text = await compose('exec', '-T', 'postgres', ...psql, '--command', sql);
      return text.split('\n').filter(Boolean);
    },
    /** Runs one service alone, to its end. */
    tryRun: async (...args: readonly string[]) => {
      try {
        await compose('run', '--rm', '--no-deps', '-T', ...args);
        return { status: 0, said: '' };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
        return { status: code, said: `${stdout}${stderr}` };
      }
    },
    close: async () => {
      await compose('down', '--volumes', '--timeout', '5');
      if (PUBLISHED !== undefined) return;
      const built = (await docker('images', '--quiet', '--filter', `reference=${images}-*`)).split('\n');
      await docker('image', 'rm', ...new Set(built.filter(Boolean)));
    },
  };
}
export type ComposeProject = Awaited<ReturnType<typeof openComposeProject>>;
