import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@payspool/testkit';
import type { DrilledStore } from '../drill-stack.ts';
import type { FaultKind } from './fault.ts';

/** The faults of a server, its disk and its network. Their length is random. */
export function storeFaults({ server, proxy, disk }: DrilledStore, holdsTheQueue: boolean): FaultKind[] {
  const fault = (what: string, inject: FaultKind['victims'][number]['inject']): FaultKind => ({
    name: `${server.label}${what}`,
    victims: [{ label: server.label, inject }],
  });
  return [
    fault(' is killed', async (random) => {
      await server.kill();
      await sleep(between(200, 2000, random));
      await server.restart();
    }),
    ...(holdsTheQueue
      ? [
          fault(' hangs', async (random) => {
            const thaw = await server.freeze();
            // Both longer and shorter than the deadline of an acknowledgement.
            await sleep(between(1000, 5000, random)).finally(thaw);
          }),
        ]
      : []),
    fault("'s connections are cut", async () => void proxy.drop()),
    fault(' is slow', async (random) => {
      proxy.delay(between(50, 400, random));
      await sleep(between(1000, 3000, random));
      proxy.delay(0);
    }),
    ...(disk
      ? [
          fault("'s disk is full", async (random) => {
            await disk.fill();
            const lasts = between(1000, 3000, random);
            await waitFor(() => !server.isAlive(), { timeoutMs: lasts, what: 'it exits' }).catch(
              () => undefined,
            );
            await disk.free();
            if (!server.isAlive()) await server.restart();
          }),
        ]
      : []),
  ];
}

const between = (low: number, high: number, random: () => number): number => low + random() * (high - low);
