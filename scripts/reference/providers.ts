import type { Provider } from '../../packages/providers/src/index.ts';
import type { ProviderFacts } from './provider-facts.ts';
import type { Observations } from './provider-observations.ts';
import { folderOf, withLinksOf } from './provider-pages.ts';

/** What the page shows of one provider. */
export interface ProviderOnPage {
  readonly provider: Provider;
  readonly facts: ProviderFacts;
  readonly observations: Observations;
}

type Column = readonly [string, (shown: ProviderOnPage) => string];

/** `docs/providers.md` from the registry, the fixtures and the README.md of each provider. */
export function renderProviders(shown: readonly ProviderOnPage[]): string {
  const table = (columns: readonly Column[]) =>
    [
      `| provider | ${columns.map(([title]) => title).join(' | ')} |`,
      `|---|${columns.map(() => '---').join('|')}|`,
      ...shown.map((one) => `| ${nameOf(one)} | ${columns.map(([, cell]) => cell(one)).join(' | ')} |`),
    ].join('\n');
  return `${[
    INTRODUCTION,
    SIGNATURES,
    table(SIGNATURE_COLUMNS),
    EVENTS,
    table(EVENT_COLUMNS),
    CERTAINTY,
    table(CERTAINTY_COLUMNS),
    LIMITS,
    ...shown.map(limitsOf),
  ].join('\n\n')}\n`;
}

const INTRODUCTION = `# Providers

<!-- Generated from the providers and their README.md by \`pnpm reference\`. Do not edit. -->

What Payspool knows about each provider, and how certain it is. To change a fact, change the section "At a glance" of the provider's README.md, which also names the sources. How to set up an endpoint: [deploy](deploy.md#providers).`;

const SIGNATURES = `## How a delivery is proven and identified

"Signed" says what nobody can change without the secret. If no time is signed, there is no limit of age: a replay has the same event key and changes nothing. "Time" is the resolution of the provider's own times. Events of one
instant are sorted by [rules](architecture.md#from-events-to-rows), not by their order of arrival.`;

const EVENTS = `## What its events state

The columns up to "subscriptions" follow from the canonical events that the provider's fixtures become. Refunds: "each" states every refund with its amount, "total" only the refunded total of a payment. Types are those of the declaration; every other type is
recorded as ignored, as unknown. For a delivery that is only a hint, they are the types of the API's answers.`;

const CERTAINTY = `## How certain this is

"Scheme" is the signature, "meaning" is what an event says about money. **Payspool has received no delivery that a provider sent for a real purchase.** The last column says what the tests use instead. A vector is a signed example that the provider publishes with its
code. The tests with vectors and recorded deliveries are skipped where these files, which are not part of the repository, are absent.`;

const LIMITS = `## What stays undecidable, and what is not confirmed

Undecidable: the provider's events do not contain the answer. Not confirmed: no source was found; Payspool does what the line says.`;

const nameOf = ({ provider: { slug, title } }: ProviderOnPage): string =>
  `[${title}](../${folderOf(slug)}/README.md)`;

const row =
  (name: keyof ProviderFacts['rows']) =>
  ({ provider: { slug }, facts }: ProviderOnPage): string =>
    withLinksOf(slug, facts.rows[name]);

const states =
  (subject: keyof Observations['states']) =>
  ({ observations }: ProviderOnPage): string => {
    const stated = observations.states[subject];
    return stated === true ? 'yes' : stated || '–';
  };

const SIGNATURE_COLUMNS: readonly Column[] = [
  ['scheme', row('scheme')],
  ['signed', row('signed')],
  ['event key', row('event key')],
  ['live or test', row('mode')],
  ['time', row('time')],
];

const EVENT_COLUMNS: readonly Column[] = [
  ['orders', states('order')],
  ['payments', states('payment')],
  ['refunds', states('refund')],
  ['disputes', states('dispute')],
  ['subscriptions', states('subscription')],
  ['handled types', ({ provider }) => String(provider.eventTypes.handled.length)],
  ['ignored types', ({ provider }) => String(Object.keys(provider.eventTypes.ignored).length)],
  ["the provider's API", row('API')],
];

const CERTAINTY_COLUMNS: readonly Column[] = [
  ['scheme', row('certainty of the scheme')],
  ['meaning', row('certainty of the meaning')],
  ['tried against a live delivery', row('live deliveries')],
];

const limitsOf = ({ provider: { slug, title }, facts }: ProviderOnPage): string =>
  [
    `### ${title}`,
    '**Undecidable**',
    withLinksOf(slug, facts.undecidable),
    '**Not confirmed**',
    withLinksOf(slug, facts.notConfirmed),
  ].join('\n\n');
