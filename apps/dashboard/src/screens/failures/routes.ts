import { groupEvents, groupJobs, groupReactions, type Scope } from '@payspool/inspect';
import { hasRight } from '../../access/user.ts';
import { problemOf } from '../overview/read-queue.ts';
import { page, type Screen, type ScreenRequest } from '../screen.ts';
import { failuresView } from './view.ts';

/** `/failures`: failed events, reactions and jobs, grouped by cause. */
export const failuresScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/failures',
      right: 'read',
      handle: async ({ reader, queueView, user, now }) => {
        const { scope } = user;
        const [events, ignored, reactions, jobs] = await Promise.all([
          groupEvents(reader, { status: 'failed', scope }),
          groupEvents(reader, { status: 'ignored', scope }),
          groupReactions(reader, scope),
          readJobs(queueView, scope),
        ]);
        const data = { events, ignored, reactions, jobs };
        return page(failuresView({ ...data, mayOperate: hasRight(user, 'operate'), now }), data);
      },
    },
  ],
};

/** Jobs do not name their account, so that only those who may see all accounts see them. */
async function readJobs(view: Pick<ScreenRequest['queueView'], 'troubledJobs'>, scope: Scope) {
  if (scope !== 'all') return { groups: [], problem: 'Jobs are shown to those who may see all accounts' };
  try {
    return { groups: groupJobs(await view.troubledJobs()) };
  } catch (error) {
    return { groups: [], problem: problemOf(error) };
  }
}
