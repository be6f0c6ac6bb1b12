import { consumerStates, findReaction, isInScope, listReactions, REACTION_LIST } from '@payspool/inspect';
import { hasRight } from '../../access/user.ts';
import { askedFilter, askedPage } from '../../html/filter-bar.ts';
import { notFound, page, type Screen } from '../screen.ts';
import { reactionView } from './reaction-view.ts';
import { reactionsView } from './view.ts';

const NONE = { rows: [], older: undefined, newer: undefined };

/** `/reactions` and one reaction. */
export const reactionsScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/reactions',
      right: 'read',
      handle: async ({ reader, query, user, path, now }) => {
        const { scope } = user;
        const asked = askedFilter(REACTION_LIST, query['filter'] ?? '', now);
        const [reactions, consumers] = await Promise.all([
          asked.filter ? listReactions(reader, asked.filter, { ...askedPage(query), scope }) : NONE,
          // Their numbers are those of all accounts.
          scope === 'all' ? consumerStates(reader) : [],
        ]);
        const data = { reactions: reactions.rows, consumers };
        const place = { path, query, older: reactions.older, newer: reactions.newer };
        return page(
          reactionsView({ ...data, place, asked, mayOperate: hasRight(user, 'operate'), now }),
          data,
        );
      },
    },
    {
      method: 'GET',
      path: '/reactions/:outbox/:consumer',
      right: 'read',
      handle: async ({ reader, params: { outbox = '', consumer = '' }, user, now }) => {
        if (!/^\d{1,18}$/.test(outbox)) return notFound();
        const found = await findReaction(reader, { outboxId: BigInt(outbox), consumer });
        if (!found || !isInScope(user.scope, found.reaction)) return notFound('There is no such reaction.');
        return page(reactionView({ ...found, mayOperate: hasRight(user, 'operate'), now }), found);
      },
    },
  ],
};
