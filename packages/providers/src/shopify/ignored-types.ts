import { ignoredTypes } from '../contract/index.ts';

/** Kinds of bodies that are known and ignored, with the reason (shopify.dev/docs/api/webhooks lists the topics). */
export const IGNORED = ignoredTypes({
  'the edited order arrives by itself': 'order_edit',
  'a deletion states only an id, and rows are kept': 'deletion',
  'nothing has been bought yet': 'draft_order checkout cart abandoned_checkout',
  'each charge of a subscription arrives as an order of its own, and the body states no time': `
    subscription_contract subscription_billing_attempt subscription_billing_cycle`,
  'Shopify charges the shop for an app: no payment is announced': `
    app_subscription app_purchase_one_time app_usage_record`,
  'the payment arrives as an order transaction': 'tender_transaction payment_schedule payment_terms',
  'the refund of a return arrives by itself': 'return reverse_delivery reverse_fulfillment_order',
  'goods, not money': `
    fulfillment fulfillment_order fulfillment_event inventory_item inventory_level product
    product_variant collection product_listing selling_plan_group`,
  'customers are not kept': `
    customer customer_address customer_payment_method company company_contact company_location segment
    privacy_request`,
  'settings of the shop': 'shop location theme market domain locale app_installation',
});
