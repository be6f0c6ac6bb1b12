import { findId, type FoundThing, isInScope } from '@payspool/inspect';
import { page, type Screen, seeOther } from '../screen.ts';
import { addressOf, findView } from './view.ts';

export const findScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/find',
      right: 'read',
      handle: async ({ reader, query, user, isJson }) => {
        const text = (query['id'] ?? '').slice(0, 4_000);
        const found = await findId(reader, text);
        const things = found.things.filter((thing) => isVisible(thing, user.scope));
        const [only] = things;
        if (only && things.length === 1 && !isJson) return seeOther(addressOf(only));
        return page(findView({ text, ids: found.ids, things }), { ids: found.ids, things });
      },
    },
  ],
};

/** An operation may concern every account. */
const isVisible = (thing: FoundThing, scope: Parameters<typeof isInScope>[0]): boolean =>
  thing.kind === 'operation' ? scope === 'all' : isInScope(scope, thing);
