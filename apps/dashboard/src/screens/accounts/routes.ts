import { isInScope, readAccount } from '@payspool/inspect';
import { groupRefusals } from '@payspool/queue';
import { readQueue } from '../overview/read-queue.ts';
import { notFound, page, type Screen } from '../screen.ts';
import { accountView } from './view.ts';

/** `/accounts/:provider/:account`: what is known of one account. The dashboard has none of its secrets. */
export const accountsScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/accounts/:provider/:account',
      right: 'read',
      handle: async ({ reader, queueView, params: { provider = '', account = '' }, user, now }) => {
        const name = { provider, account };
        if (!isInScope(user.scope, name)) return notFound('There is no such account.');
        const [known, queue] = await Promise.all([
          readAccount(reader, { ...name, now }),
          readQueue(queueView, user.scope),
        ]);
        const refused = queue.refused.filter((one) => one.provider === provider && one.account === account);
        if (!known && refused.length === 0) return notFound('There is no such account.');
        const data = {
          ...(known ?? { ...name, types: [], sweeps: [], drift: [], hour: undefined, budget: undefined }),
          refusals: groupRefusals(refused),
        };
        return page(accountView({ ...data, problem: queue.problem, now }), data);
      },
    },
  ],
};
