import type { OperationKindName } from '@payspool/operations/request';

/** A field of the form that asks for an operation. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly isRequired?: true;
  /** A box to tick. */
  readonly isBox?: true;
  readonly choices?: readonly string[];
}

/** What a kind of operation does, and the fields of its form. */
export interface KindForm {
  readonly title: string;
  readonly help: string;
  readonly fields: readonly Field[];
}

const EVENTS: Field = {
  name: 'filter',
  label: 'Which events',
  help: 'A filter as in the list of events: status:failed provider:stripe received:24h. Without a time it selects seven days.',
  isRequired: true,
};
const REACT: Field = {
  name: 'react',
  label: 'Publish the changes at once',
  help: 'Otherwise the next event of the same purchase publishes them. Your consumers act on what is published.',
  isBox: true,
};
const PROVIDER: Field = { name: 'provider', label: 'Provider', help: 'Its slug: stripe' };
const ACCOUNT: Field = { name: 'account', label: 'Account', help: 'default, or default/acct_1' };
const TIME = '24h, 7d, 2026-01-31, or 2026-01-31T12:00Z';

/** The forms, in the order of the page that lists them. */
export const FORMS: Readonly<Record<OperationKindName, KindForm>> = {
  retry: {
    title: 'Retry failed deliveries',
    help: 'Queues the deliveries of failed events again. Workers process them as if they had just come.',
    fields: [EVENTS],
  },
  replay: {
    title: 'Replay events',
    help: 'Reads stored deliveries again with the current code and settings, and corrects the rows.',
    fields: [EVENTS, REACT],
  },
  rebuild: {
    title: 'Rebuild purchases',
    help: 'Folds recorded events again, and repairs rows that differ. Without an id it takes all purchases and subscriptions.',
    fields: [
      {
        name: 'order',
        label: 'Only the purchase with this id',
        help: 'Of its order, payment or subscription',
      },
      PROVIDER,
      ACCOUNT,
      REACT,
    ],
  },
  reconcile: {
    title: 'Compare with the provider',
    help: "Compares our rows with the objects of the provider's API, and records what is missing here.",
    fields: [
      PROVIDER,
      ACCOUNT,
      { name: 'since', label: 'Objects since', help: TIME, isRequired: true },
      { name: 'order', label: 'Only the purchase with this id' },
      REACT,
    ],
  },
  react: {
    title: 'Retry or skip reactions',
    help: 'Runs reactions again with the same idempotency keys, or ends them as skipped. Also enables and disables a consumer.',
    fields: [
      {
        name: 'action',
        label: 'What to do',
        choices: ['retry', 'skip', 'enable', 'disable'],
        isRequired: true,
      },
      {
        name: 'filter',
        label: 'Which reactions',
        help: 'A filter as in the list of reactions: status:failed consumer:forward:crm topic:order.*. Without a time it selects seven days.',
      },
      {
        name: 'consumer',
        label: 'Only of this consumer',
        help: 'fulfilment, forward:crm. Needed to enable or disable it.',
      },
      { name: 'id', label: 'Only of the transition with this number' },
      { name: 'reason', label: 'Why', help: 'Recorded with what is skipped or disabled' },
    ],
  },
  backfill: {
    title: 'Import history',
    help: "Reads what happened before from the provider's API. Nothing is published, unless you name consumers.",
    fields: [
      { ...PROVIDER, isRequired: true },
      ACCOUNT,
      { name: 'since', label: 'Created since', help: TIME, isRequired: true },
      { name: 'until', label: 'Created before', help: TIME },
      { name: 'consumers', label: 'Consumers that get the history', help: 'Names, separated by commas' },
    ],
  },
  erase: {
    title: 'Erase bodies',
    help: 'Erases raw bodies for ever. Rows do not change.',
    fields: [
      { name: 'customer', label: "The provider's id of a customer" },
      { name: 'before', label: 'Received before', help: TIME },
      PROVIDER,
      ACCOUNT,
    ],
  },
};

export const isKind = (name: string | undefined): name is OperationKindName =>
  name !== undefined && Object.hasOwn(FORMS, name);
