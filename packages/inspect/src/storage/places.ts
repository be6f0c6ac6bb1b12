/** Whether a place has data of people: `yes`, `ids` (only the ids that a provider or the merchant gave a customer), `staff` (of the people who operate Payspool), or `no`. */
export type Personal = 'yes' | 'ids' | 'staff' | 'no';

/** A place where Payspool stores data. */
export interface Place {
  /** The table, or what it is called. */
  readonly name: string;
  readonly isTable: boolean;
  readonly content: string;
  readonly personal: Personal;
  /** How long, or until what. */
  readonly kept: string;
  /** The setting of the worker that decides, and its default in days. */
  readonly setting?: { readonly name: string; readonly days: number };
}

const BODIES = { name: 'RAW_BODY_RETENTION_DAYS', days: 90 };
const WITH_THE_PURCHASE = 'as long as the purchase: the rows are computed from the events';

/** The tables by what they are for, then what is stored outside of the database. `docs/personal-data.md` is made of this list. */
export const PLACES: readonly Place[] = [
  {
    name: 'events: raw_body, headers',
    isTable: false,
    personal: 'yes',
    setting: BODIES,
    content:
      'The body of each delivery as the provider sent it: names, addresses, e-mail addresses, card digits',
    kept: 'then erased, or at once by payspool events erase',
  },
  {
    name: 'events',
    isTable: true,
    personal: 'ids',
    kept: WITH_THE_PURCHASE,
    content: 'What each event means, and why it failed; the column customer_ref of its purchase',
  },
  {
    name: 'events, ignored',
    isTable: false,
    personal: 'no',
    setting: { name: 'EVENT_RETENTION_DAYS', days: 90 },
    content: 'Rows of events without a meaning for orders and subscriptions',
    kept: 'then deleted',
  },
  ...ofPurchases(
    ['orders', 'subscriptions', 'entitlements'],
    'ids',
    "Status, amounts, and the ids of the customer and of the merchant's own purchase",
  ),
  ...ofPurchases(['payments', 'refunds', 'disputes'], 'no', 'Status, amounts and ids'),
  ...ofPurchases(['changes'], 'ids', 'What each event changed'),
  ...ofPurchases(
    ['aggregates', 'published_subjects'],
    'ids',
    'Which events belong together, and what was published of them',
  ),
  ...ofPurchases(['aliases', 'follow_ups'], 'no', 'Ids of purchases at the provider'),
  {
    name: 'outbox',
    isTable: true,
    personal: 'ids',
    setting: { name: 'OUTBOX_RETENTION_DAYS', days: 90 },
    content: 'What was published: status, amounts and ids',
    kept: 'after every consumer has finished; with a failed reaction until it is retried',
  },
  {
    name: 'reactions',
    isTable: true,
    personal: 'no',
    content: 'The work of each consumer, and its last error',
    kept: 'as long as its row in outbox',
  },
  {
    name: 'delivery_refs',
    isTable: true,
    personal: 'no',
    content: 'The hash of the body of each delivery id',
    kept: 'always: a second body under the same id is refused',
  },
  {
    name: 'operations',
    isTable: true,
    personal: 'ids',
    setting: { name: 'OPERATION_RETENTION_DAYS', days: 365 },
    content: 'What was asked for, by whom, and its report: rows and ids, no bodies',
    kept: 'after its end',
  },
  {
    name: 'drift',
    isTable: true,
    personal: 'ids',
    setting: { name: 'OPERATION_RETENTION_DAYS', days: 365 },
    content: "Differences between the rows and the provider's",
    kept: 'after it was resolved',
  },
  {
    name: 'erased_customers',
    isTable: true,
    personal: 'no',
    content: 'The hash of the id of each erased customer',
    kept: 'always: no body of the customer is stored again',
  },
  {
    name: 'audit',
    isTable: true,
    personal: 'staff',
    setting: { name: 'AUDIT_RETENTION_DAYS', days: 730 },
    content: 'Who did what in the dashboard, and from which address; ids and never values',
    kept: 'then deleted',
  },
  {
    name: 'dashboard_sessions',
    isTable: true,
    personal: 'staff',
    content: 'Who is logged in',
    kept: 'until the session ends, twelve hours at the most',
  },
  ...(['api_budgets', 'sweeps', 'disabled_consumers'] as const).map((name): Place => ({
    name,
    isTable: true,
    personal: 'no',
    content: 'State of this deployment',
    kept: 'always; it does not grow',
  })),
  {
    name: 'queue: deliveries that wait',
    isTable: false,
    personal: 'yes',
    content: 'The body of each delivery until it is applied',
    kept: 'until it is applied or has failed',
  },
  {
    name: 'queue: completed deliveries',
    isTable: false,
    personal: 'yes',
    content: 'The same, for the dashboard and to recognise repeats',
    kept: 'an hour, until further ones complete',
  },
  {
    name: 'queue: failed deliveries',
    isTable: false,
    personal: 'yes',
    setting: { name: 'FAILED_JOB_RETENTION_DAYS', days: 30 },
    content: 'The same',
    kept: 'and not longer than the body in events',
  },
  {
    name: 'queue: reactions and tasks',
    isTable: false,
    personal: 'no',
    content: 'Numbers of rows',
    kept: 'an hour; failed ones up to 10,000',
  },
  {
    name: 'refused deliveries',
    isTable: false,
    personal: 'no',
    content: "Why a delivery was refused, and the sender's network; no body and no header's value",
    kept: 'the newest 1,000',
  },
  {
    name: 'logs, metrics and traces',
    isTable: false,
    personal: 'no',
    content: 'Ids, types, outcomes and durations; no body',
    kept: 'as your system for logs keeps them',
  },
];

function ofPurchases(names: readonly string[], personal: Personal, content: string): readonly Place[] {
  return names.map((name) => ({ name, isTable: true, personal, content, kept: WITH_THE_PURCHASE }));
}
