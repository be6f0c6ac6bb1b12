import { wordIn } from '@payspool/events';
import type { Delivery } from '../contract/delivery.ts';
import type { Identity } from '../contract/provider.ts';
import { deliveryKeyOf, peekItems } from './item.ts';

/** By the signed fields alone: no field of an item is an id of its event. */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const items = peekItems(body);
  const type = items?.length === 1 ? wordIn(items[0]?.['eventCode']) : undefined;
  return { eventKey: deliveryKeyOf(items, body), type };
}
