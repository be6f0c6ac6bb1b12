export type { Expectation } from './expectations.ts';
export {
  countOrders,
  countSubscriptions,
  listOrders,
  listSubscriptions,
  MOST_COUNTED,
  type StatusCount,
} from './list-purchases.ts';
export { type Located, locatePurchase } from './locate.ts';
export { ORDERS, SUBSCRIPTIONS } from './purchase-filters.ts';
export { providerPage } from './provider-pages.ts';
export type { OrderRow, PurchaseKind, PurchaseName, SubscriptionRow } from './purchase-row.ts';
export {
  MOST_ALIASES,
  MOST_PARTS,
  type Part,
  type Purchase,
  type PurchaseRow,
  readPurchase,
} from './read-purchase.ts';
export type { StoryEntry, StoryReaction, StoryTransition } from './story.ts';
export {
  accessText,
  arrivalText,
  changeText,
  expectationText,
  meaningTexts,
  reactionText,
  storyLines,
  sumText,
  unchangedText,
} from './story-text.ts';
