import { isRecord } from '@payspool/events';
import { leftOut, unreadFields } from '../contract/index.ts';

/** Warnings about attributes that are present but invalid. */
export function leftOutOf(body: Readonly<Record<string, unknown>>, read: Readonly<Record<string, unknown>>) {
  const data = isRecord(body['data']) ? body['data'] : {};
  return unreadFields(data['attributes'], read).map((field) => leftOut(`data.attributes.${field}`));
}
