import { isInScope, matchesRefusal, REFUSAL_LIST } from '@payspool/inspect';
import { groupRefusals, type RefusedDelivery } from '@payspool/queue';
import { askedFilter } from '../../html/filter-bar.ts';
import { problemOf } from '../overview/read-queue.ts';
import { page, type Screen, type ScreenRequest } from '../screen.ts';
import { refusalsView } from './view.ts';

/** Single refused deliveries on one page. */
const SHOWN = 100;

/** `/refusals`: deliveries that were not authentic, in groups and one by one. */
export const refusalsScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/refusals',
      right: 'read',
      handle: async ({ queueView, query, user, path, now }) => {
        const asked = askedFilter(REFUSAL_LIST, query['filter'] ?? '', now);
        const { all, problem } = await readRefusals(queueView);
        const { filter } = asked;
        const found = all.filter(
          (one) => isInScope(user.scope, one) && filter !== undefined && matchesRefusal(filter, one),
        );
        const data = { groups: groupRefusals(found), refusals: found.slice(0, SHOWN), total: found.length };
        return page(refusalsView({ ...data, asked, problem, path, now }), data);
      },
    },
  ],
};

async function readRefusals(
  view: ScreenRequest['queueView'],
): Promise<{ readonly all: readonly RefusedDelivery[]; readonly problem?: string }> {
  try {
    return { all: await view.refusals() };
  } catch (error) {
    return { all: [], problem: problemOf(error) };
  }
}
