import { readOverview, WAITING_KINDS, waitingInQueue } from '@payspool/inspect';
import { page, type Screen } from '../screen.ts';
import { readQueue } from './read-queue.ts';
import { overviewView } from './view.ts';

/** `/`: what waits for a person, the accounts, and the queue. */
export const overviewScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/',
      right: 'read',
      handle: async ({ reader, queueView, user: { scope }, now }) => {
        const [overview, queue] = await Promise.all([
          readOverview(reader, { now, scope }),
          readQueue(queueView, scope),
        ]);
        const waiting = [...overview.waiting, ...waitingInQueue(queue, now)].toSorted(
          (a, b) => WAITING_KINDS.indexOf(a.kind) - WAITING_KINDS.indexOf(b.kind),
        );
        const { refused, ...shown } = queue;
        const data = { waiting, accounts: overview.accounts, queue: shown };
        return page(overviewView({ ...data, lastRefused: refused[0], now }), data);
      },
    },
  ],
};
