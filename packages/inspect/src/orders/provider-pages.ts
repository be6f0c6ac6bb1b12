/** The page of an object in a provider's own dashboard. `{ref}` stands for the id. */
interface ProviderPage {
  /** The ids that have this page. */
  readonly ids: RegExp;
  readonly live: string;
  /** Absent if the provider's dashboard has a switch in place of another address. */
  readonly test?: string;
}

/** What each provider's dashboard shows by id. A provider that is not here needs more than the id, or its addresses are not documented. */
const PAGES: Readonly<Record<string, readonly ProviderPage[]>> = {
  stripe: [
    {
      ids: /^(?:pi|ch|py)_/,
      live: 'https://dashboard.stripe.com/payments/{ref}',
      test: 'https://dashboard.stripe.com/test/payments/{ref}',
    },
    {
      ids: /^sub_/,
      live: 'https://dashboard.stripe.com/subscriptions/{ref}',
      test: 'https://dashboard.stripe.com/test/subscriptions/{ref}',
    },
    {
      ids: /^in_/,
      live: 'https://dashboard.stripe.com/invoices/{ref}',
      test: 'https://dashboard.stripe.com/test/invoices/{ref}',
    },
    {
      ids: /^cus_/,
      live: 'https://dashboard.stripe.com/customers/{ref}',
      test: 'https://dashboard.stripe.com/test/customers/{ref}',
    },
  ],
  paypal: [
    {
      ids: /^(?!PAYID-|PP-)[0-9A-Z]{17}$/,
      live: 'https://www.paypal.com/activity/payment/{ref}',
      test: 'https://www.sandbox.paypal.com/activity/payment/{ref}',
    },
  ],
  razorpay: [
    { ids: /^pay_/, live: 'https://dashboard.razorpay.com/app/payments/{ref}' },
    { ids: /^order_/, live: 'https://dashboard.razorpay.com/app/orders/{ref}' },
    { ids: /^sub_/, live: 'https://dashboard.razorpay.com/app/subscriptions/{ref}' },
  ],
  paddle: [
    {
      ids: /^txn_/,
      live: 'https://vendors.paddle.com/transactions-v2/{ref}',
      test: 'https://sandbox-vendors.paddle.com/transactions-v2/{ref}',
    },
    {
      ids: /^sub_/,
      live: 'https://vendors.paddle.com/subscriptions-v2/{ref}',
      test: 'https://sandbox-vendors.paddle.com/subscriptions-v2/{ref}',
    },
  ],
  gocardless: [
    {
      ids: /^PM/,
      live: 'https://manage.gocardless.com/payments/{ref}',
      test: 'https://manage-sandbox.gocardless.com/payments/{ref}',
    },
    {
      ids: /^SB/,
      live: 'https://manage.gocardless.com/subscriptions/{ref}',
      test: 'https://manage-sandbox.gocardless.com/subscriptions/{ref}',
    },
  ],
};

/** The address of an id in the provider's own dashboard; `undefined` if it has none that the id alone leads to. */
export function providerPage(
  { provider, mode }: { readonly provider: string; readonly mode: string | null },
  ref: string,
): string | undefined {
  const pages = Object.hasOwn(PAGES, provider) ? PAGES[provider] : undefined;
  const page = pages?.find(({ ids }) => ids.test(ref));
  const address = mode === 'test' ? (page?.test ?? page?.live) : page?.live;
  return address?.replace('{ref}', () => encodeURIComponent(ref));
}

/** The providers whose pages are known. */
export const PROVIDERS_WITH_PAGES: readonly string[] = Object.keys(PAGES);
