import {
  countOrders,
  countSubscriptions,
  isInScope,
  listOrders,
  listSubscriptions,
  ORDERS,
  type PurchaseKind,
  readCursor,
  readPurchase,
  SUBSCRIPTIONS,
} from '@payspool/inspect';
import { askedFilter, askedPage } from '../../html/filter-bar.ts';
import { notFound, page, type Screen, type ScreenRequest, type ScreenRoute } from '../screen.ts';
import { ordersView, subscriptionsView } from './list-view.ts';
import { purchaseView } from './purchase-view.ts';

const list = (path: ScreenRoute['path'], handle: ScreenRoute['handle']): ScreenRoute => ({
  method: 'GET',
  path,
  right: 'read',
  handle,
});

export const ordersScreen: Screen = {
  routes: [
    list('/orders', async ({ reader, query, user: { scope }, now }) => {
      const asked = askedFilter(ORDERS, query['filter'] ?? '', now);
      const shown = { list: ORDERS, asked, query, now };
      if (!asked.filter) return page(ordersView(shown), { faults: asked.faults });
      const [rows, counts] = await Promise.all([
        listOrders(reader, asked.filter, { ...askedPage(query), scope }),
        countOrders(reader, asked.filter, { scope }),
      ]);
      return page(ordersView({ ...shown, page: rows, counts }), { ...rows, counts });
    }),
    list('/orders/:provider/:account/:ref', (request) => purchasePage('order', request)),
  ],
};

export const subscriptionsScreen: Screen = {
  routes: [
    list('/subscriptions', async ({ reader, query, user: { scope }, now }) => {
      const asked = askedFilter(SUBSCRIPTIONS, query['filter'] ?? '', now);
      const shown = { list: SUBSCRIPTIONS, asked, query, now };
      if (!asked.filter) return page(subscriptionsView(shown), { faults: asked.faults });
      const [rows, counts] = await Promise.all([
        listSubscriptions(reader, asked.filter, { ...askedPage(query), scope }),
        countSubscriptions(reader, asked.filter, { scope }),
      ]);
      return page(subscriptionsView({ ...shown, page: rows, counts }), { ...rows, counts });
    }),
    list('/subscriptions/:provider/:account/:ref', (request) => purchasePage('subscription', request)),
  ],
};

async function purchasePage(kind: PurchaseKind, { reader, params, query, user, now }: ScreenRequest) {
  const { provider = '', account = '', ref = '' } = params;
  const missing = () => notFound(`There is no ${kind} ${ref} of ${provider}/${account}.`);
  if (!isInScope(user.scope, { provider, account })) return missing();
  const older = readCursor(query['older']);
  const purchase = await readPurchase(reader, { kind, provider, account, ref }, { now, older });
  if (!purchase) return missing();
  return page(purchaseView({ purchase, user, isOlder: older !== undefined, now }), purchase);
}
