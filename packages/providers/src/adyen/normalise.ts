import { createHash } from 'node:crypto';
import {
  fromIsoText,
  type NamedMerchant,
  ownEntry,
  readEvent,
  readLosslessJson,
  UnusableEventError,
} from '../contract/index.ts';
import type { AuthenticDelivery, DeliveryPart, Normalised, NormalisedWhole } from '../contract/provider.ts';
import { type AdyenEvent, handlers } from './events.ts';
import { IGNORED } from './ignored-types.ts';
import { eventKeyOf, type Item, itemsOf, type SignedFields, signedFieldsOf } from './item.ts';
import type { AdyenSettings } from './settings.ts';

/**
 * Reads the items of a delivery. `live` is not signed, so the account's mode counts: test and live have different keys.
 *
 * @throws {UnusableEventError} with the path of the field in its item
 */
export function normalise(
  { body }: Pick<AuthenticDelivery, 'body'>,
  settings: Pick<AdyenSettings, 'captures' | 'merchantAccounts'>,
): Normalised {
  const items = itemsOf(readLosslessJson(body));
  if (!items)
    throw new UnusableEventError('schema_violation', {
      path: 'notificationItems',
      message: 'expected a list of items',
    });
  const [only] = items;
  if (only && items.length === 1) return readItem(only, settings);
  return { outcome: 'split', type: SEVERAL, parts: items.map((item, at) => partOf(item, { at, settings })) };
}

/** The type of a delivery with several items. */
const SEVERAL = 'notificationItems';

function readItem(
  item: Item,
  settings: Pick<AdyenSettings, 'captures' | 'merchantAccounts'>,
): NormalisedWhole {
  const fields = signedFieldsOf(item);
  if (!fields?.eventCode)
    throw new UnusableEventError('schema_violation', { message: 'a signed field has another form' });
  const { eventCode, success, merchantAccountCode } = fields;
  const { eventDate } = item;
  return readEvent({
    head: {
      type: eventCode,
      occurredAt: typeof eventDate === 'string' ? fromIsoText(eventDate) : undefined,
      merchant: merchantOf(merchantAccountCode, settings),
    },
    handlers,
    ignored: IGNORED,
    timePath: 'eventDate',
    read: (byOutcome, occurredAt) => {
      const handle = ownEntry({ true: byOutcome.succeeded, false: byOutcome.failed }, success);
      if (!handle)
        throw new UnusableEventError('schema_violation', {
          path: 'success',
          message: 'expected "true" or "false"',
        });
      const event: AdyenEvent = { fields, occurredAt, settings };
      return handle(event);
    },
  });
}

function merchantOf(
  ref: string,
  { merchantAccounts }: Pick<AdyenSettings, 'merchantAccounts'>,
): NamedMerchant | undefined {
  if (ref === '') return undefined;
  const isOurs = merchantAccounts.length === 0 || merchantAccounts.includes(ref);
  return isOurs ? { ref, is: 'ours' } : { ref, is: 'other', setting: 'MERCHANT_ACCOUNTS' };
}

/** One of several items. Its event key is that of the same item in a delivery of its own. */
function partOf(
  item: Item,
  {
    at,
    settings,
  }: { readonly at: number; readonly settings: Pick<AdyenSettings, 'captures' | 'merchantAccounts'> },
): DeliveryPart {
  const fields = signedFieldsOf(item);
  const eventKey = fields && eventKeyOf(fields);
  const key = eventKey === undefined ? `index:${at}` : shortKey(eventKey);
  const named = { key, ...(eventKey !== undefined && { eventKey }), ...typed(fields) };
  try {
    return { ...named, ...readItem(item, settings) };
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { ...named, outcome: 'failed', code: error.code, reason: error.message };
  }
}

const typed = (fields: SignedFields | undefined) => (fields?.eventCode ? { type: fields.eventCode } : {});

/** The key of a part has at most 100 characters. */
const shortKey = (key: string): string =>
  key.length <= 100 ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`;
