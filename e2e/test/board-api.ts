import { z } from 'zod';
import type { RunningApp } from '../product/stack/spawn-app.ts';
import { fromTheBoard } from './board-login.ts';

const Listing = z.object({
  queues: z.array(
    z.object({
      name: z.string(),
      counts: z.record(z.string(), z.number()),
      jobs: z.array(
        z.object({ id: z.string(), data: z.object({ eventKey: z.string() }), failedReason: z.string() }),
      ),
    }),
  ),
});

/** The deliveries, requested like the dashboard's own pages do, with a login. */
export function boardApi({ url }: RunningApp) {
  let headers: ReturnType<typeof fromTheBoard> | undefined;
  const ask = async (method: string, path: string) =>
    fetch(`${url}/queues/api${path}`, {
      method,
      headers: await (headers ??= fromTheBoard(url)),
      signal: AbortSignal.timeout(10_000),
    });
  const deliveries = async () => {
    const answer = await ask('GET', '/queues?activeQueue=deliveries&status=failed&page=1&jobsPerPage=100');
    const { queues } = Listing.parse(await answer.json());
    const queue = queues.find(({ name }) => name === 'deliveries');
    if (!queue) throw new Error('the board does not show the deliveries');
    return queue;
  };
  return {
    failed: async () => (await deliveries()).jobs,
    counts: async () => (await deliveries()).counts,
  };
}
