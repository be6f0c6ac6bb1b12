import {
  ApiRefusedError,
  type ObjectReads,
  observationBody,
  ownEntry,
  peekJson,
  type SubjectRef,
  UnavailableError,
} from '../../contract/index.ts';
import type { StripeSettings } from '../settings.ts';
import { callStripe, pathId } from './api.ts';
import { readListPage } from './list-page.ts';
import { OBJECT_KINDS, type ObjectKind } from './object-kinds.ts';
import { normaliseObservation } from './observe.ts';

/** One object with what it includes. A subscription includes an invoice with up to ten lines and payments. */
const OBJECT_BYTES = 2 * 1024 * 1024;

/** The objects of Stripe's API, in a pinned version. */
export const objects: ObjectReads<StripeSettings> = {
  listed: Object.keys(OBJECT_KINDS),
  settleMs: 60_000,
  list: async ({ kind, span, page }, access) => {
    const { path, query, expand } = kindOf(kind);
    const { entries, next, askedAt } = await readListPage(
      { path, query: { ...query, 'expand[]': expand.list }, span, page, version: 'pinned' },
      access,
    );
    return {
      items: entries.map(({ id, body }) => ({
        kind,
        id,
        body: observationBody({ kind, id }, { askedAt, answer: body }),
      })),
      next,
    };
  },
  about: ({ kind, ref }) => {
    const read = READ_BY[kind].find(({ id }) => id.test(ref));
    return read ? [{ kind: read.kind, id: ref }] : [];
  },
  get: async ({ kind, id }, access) => {
    const { path, expand } = kindOf(kind);
    const answer = await callStripe(
      { path: `${path}/${pathId(id)}`, query: { 'expand[]': expand.one }, maxBytes: OBJECT_BYTES },
      access,
      { version: 'pinned' },
    );
    if (!answer) return 'gone';
    const json = peekJson(answer.body);
    if (json?.['id'] !== id)
      throw new UnavailableError(`Stripe's API answered with something that is not the ${kind} asked for`);
    if (json['deleted'] === true) return 'gone';
    return {
      kind,
      id,
      body: observationBody({ kind, id }, { askedAt: answer.askedAt, answer: answer.body }),
    };
  },
  normalise: normaliseObservation,
};

function kindOf(kind: string): ObjectKind {
  const known = ownEntry<ObjectKind>(OBJECT_KINDS, kind);
  if (!known) throw new ApiRefusedError("this is not a kind of object of Stripe's", { status: 0 });
  return known;
}

interface ReadBy {
  readonly kind: keyof typeof OBJECT_KINDS;
  readonly id: RegExp;
}
const session = { kind: 'checkout_session', id: /^cs_\w+$/ } as const;
const invoice = { kind: 'invoice', id: /^in_\w+$/ } as const;
const intent = { kind: 'payment_intent', id: /^pi_\w+$/ } as const;
/** `py_` is a charge that was not made with a card. */
const charge = { kind: 'charge', id: /^(?:ch|py)_\w+$/ } as const;

/**
 * The kind of object that a reference of ours names, by its prefix. An order is named like its session, invoice, or payment (`STRIPE_BARE_INTENTS`). A
 * payment outside Stripe is named like its invoice, or is a payment record (`pr_`), which is not read.
 */
const READ_BY: Readonly<Record<SubjectRef['kind'], readonly ReadBy[]>> = {
  order: [session, invoice, intent, charge],
  payment: [intent, charge, invoice],
  refund: [{ kind: 'refund', id: /^(?:re|pyr)_\w+$/ }],
  subscription: [{ kind: 'subscription', id: /^sub?_\w+$/ }],
  dispute: [{ kind: 'dispute', id: /^(?:dp|du)_\w+$/ }],
};
