import { createServer } from 'node:net';
import { ConfigError } from '@payspool/runtime';

/**
 * Checks whether the ports are free; port 0 always is.
 *
 * @param ports the ports, by the variable that sets each
 *
 * @throws {ConfigError} with every port that is taken
 */
export async function requireFreePorts(ports: Readonly<Record<string, number>>): Promise<void> {
  const taken = await Promise.all(
    Object.entries(ports).map(async ([name, port]) =>
      (await isFree(port))
        ? []
        : [`${name}: port ${port} is taken; stop the process that uses it, or set ${name} to another one`],
    ),
  );
  if (taken.flat().length > 0) throw new ConfigError(taken.flat());
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
