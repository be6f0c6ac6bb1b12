import type { Page } from 'playwright-core';

/** The first link of a list that leads to one of its things. */
const firstOf =
  (list: string, prefix: string) =>
  async (page: Page, url: string): Promise<string> => {
    await page.goto(new URL(list, url).href);
    return (await page.locator(`main a[href^="${prefix}"]`).first().getAttribute('href')) ?? list;
  };
const at = (address: string) => async () => address;

/** Each screen of the dashboard, and how to find its address in the stack of `startDashboardStack`. */
export const DASHBOARD_SCREENS: Readonly<Record<string, (page: Page, url: string) => Promise<string>>> = {
  overview: at('/'),
  events: at('/events'),
  event: firstOf('/events?filter=type:PAYMENT.CAPTURE.REFUNDED', '/events/paypal/'),
  orders: at('/orders'),
  order: firstOf('/orders?filter=status:partially_refunded+provider:paypal', '/orders/paypal/'),
  subscriptions: at('/subscriptions'),
  subscription: firstOf('/subscriptions', '/subscriptions/stripe/'),
  reactions: at('/reactions'),
  reaction: firstOf('/reactions', '/reactions/'),
  failures: at('/failures'),
  drift: at('/drift'),
  refusals: at('/refusals'),
  operations: at('/operations'),
  audit: at('/audit'),
  money: at('/money'),
  storage: at('/storage'),
  tail: at('/tail'),
  account: at('/accounts/stripe/default'),
  find: at('/find?id=nothing-has-this-id'),
  missing: at('/nowhere'),
};
