import type { PurchaseName } from '@payspool/inspect';
import { href, type Query } from '../../html/href.ts';

/** The address of an order or a subscription. */
export const purchaseHref = ({ kind, provider, account, ref }: PurchaseName, query?: Query): string =>
  kind === 'order'
    ? href.order({ provider, account, orderRef: ref }, query)
    : href.subscription({ provider, account, subscriptionRef: ref }, query);
