import { readFileSync } from 'node:fs';
import type { AdyenSettings } from '../settings.ts';
import { adyen } from '../index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** For tests: the item of a fixture with other fields; `undefined` removes one. */
export function itemOf(fixture: string, changes: Fields = {}): Fields {
  const url = new URL(`./fixtures/${fixture}.json`, import.meta.url);
  const { notificationItems } = JSON.parse(readFileSync(url).toString()) as {
    notificationItems: readonly { NotificationRequestItem: Fields }[];
  };
  return { ...notificationItems[0]?.NotificationRequestItem, ...changes };
}

/** For tests: the body of a delivery with these items. */
export const bodyOf = (...items: readonly Fields[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      live: 'false',
      notificationItems: items.map((item) => ({ NotificationRequestItem: item })),
    }),
  );

/** For tests: the meaning of a body. */
export const meaningOf = (body: Buffer, settings: Partial<AdyenSettings> = {}) =>
  adyen.normalise({ body, headers: {} }, { ...adyen.settings.parse({}), ...settings });

/** For tests: the canonical events of a fixture. */
export function eventsOf(fixture: string, changes: Fields = {}, settings: Partial<AdyenSettings> = {}) {
  const meaning = meaningOf(bodyOf(itemOf(fixture, changes)), settings);
  if (meaning.outcome !== 'events') throw new Error(`${fixture} is ${meaning.outcome}`);
  return meaning.events;
}
