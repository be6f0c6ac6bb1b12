import { z } from 'zod';
import { html, type Html, nothing } from '../../html/html.ts';

const Params = z
  .object({
    terms: z.string(),
    filter: z.record(z.string(), z.unknown()),
    upTo: z.string(),
    react: z.union([z.boolean(), z.array(z.string())]),
    order: z.string(),
    orders: z.array(z.string()),
    provider: z.string(),
    account: z.string(),
    since: z.string(),
    until: z.string(),
    customer: z.string(),
    before: z.string(),
    action: z.string(),
    reason: z.string(),
  })
  .partial();
type Params = z.output<typeof Params>;

interface Named {
  readonly kind: string;
  readonly params: unknown;
}

/** What an operation does and to which set, in words, with its filter. */
export function setInWords({ kind, params }: Named): Html {
  const read = Params.safeParse(params).data ?? {};
  const words = WORDS[kind]?.(read) ?? html`${kind}`;
  const published =
    read.react === true
      ? html` The changes are published at once.`
      : Array.isArray(read.react) && read.react.length > 0
        ? html` The history goes to ${read.react.join(', ')}.`
        : nothing;
  return html`${words}${published}`;
}

const WORDS: Readonly<Record<string, (params: Params) => Html>> = {
  retry: (params) => html`Queues failed events again: ${filterOf(params)}${upTo(params, 'event')}.`,
  replay: (params) => html`Reads events again: ${filterOf(params)}${upTo(params, 'event')}.`,
  rebuild: (params) =>
    params.order === undefined
      ? html`Folds all purchases and subscriptions again${upTo(params, 'aggregate')}.`
      : html`Folds the purchase with the id <code>${params.order}</code>${ownerOf(params)} again.`,
  reconcile: (params) =>
    html`Compares
    ${params.orders ? html`the purchases <code>${params.orders.join(', ')}</code>` : html`what was created since ${params.since}`}${ownerOf(params)}
    with the provider's API.`,
  react: (params) =>
    html`${ACTIONS[params.action ?? ''] ?? params.action}: ${filterOf(params)}${upTo(params, 'transition')}.
    ${params.reason === undefined ? nothing : html`Why: ${params.reason}.`}`,
  backfill: (params) =>
    html`Imports what was created since
    ${params.since}${params.until === undefined ? nothing : html` and before ${params.until}`}${ownerOf(params)}.`,
  erase: (params) =>
    html`Erases
    bodies${params.customer === undefined ? nothing : html` of the customer <code>${params.customer}</code>`}${
      params.before === undefined ? nothing : html` received before ${params.before}`
    }${ownerOf(params)}.
    This cannot be undone.`,
};

const ACTIONS: Readonly<Record<string, string>> = {
  retry: 'Runs reactions again',
  skip: 'Ends reactions as skipped',
  enable: 'Enables the consumer',
  disable: 'Disables the consumer',
};

function filterOf({ terms, filter = {} }: Params): Html {
  const named = Object.entries(filter).flatMap(([key, value]) =>
    typeof value === 'string' ? `${key}:${value}` : [],
  );
  const all = [...(terms === undefined || terms === '' ? [] : [terms]), ...named].join(' ');
  return all === '' ? html`all` : html`<code>${all}</code>`;
}

const upTo = ({ upTo: last }: Params, what: string): Html =>
  last === undefined ? nothing : html`, up to ${what} ${last}`;

const ownerOf = ({ provider, account }: Params): Html =>
  provider === undefined ? nothing : html` of ${provider}${account === undefined ? '' : `/${account}`}`;
