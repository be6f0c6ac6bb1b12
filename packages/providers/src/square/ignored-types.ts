import { ignoredTypes } from '../contract/index.ts';

/** Known types that are ignored, with the reason (square-nodejs-sdk src/api/types/*Event.ts lists them). */
export const IGNORED = ignoredTypes({
  'the draft of an invoice was deleted, and nobody had to pay it': `invoice.deleted`,
  'a fulfillment is about delivering goods, not about paying for them': `order.fulfillment.updated`,
  'evidence does not change the state of a dispute': `
    dispute.evidence.created dispute.evidence.deleted dispute.evidence.added dispute.evidence.removed`,
  'a payout of Square to the merchant, not a payment for an order': `payout.sent payout.paid payout.failed`,
  'the payment or refund comes as payment.* or refund.*': `
    terminal.action.created terminal.action.updated terminal.checkout.created terminal.checkout.updated
    terminal.refund.created terminal.refund.updated`,
  'the state of a stored payment method': `
    bank_account.created bank_account.disabled bank_account.verified card.automatically_updated card.created
    card.disabled card.forgotten card.updated`,
  'gift cards are not kept': `
    gift_card.activity.created gift_card.activity.updated gift_card.created gift_card.customer_linked
    gift_card.customer_unlinked gift_card.updated`,
  'customers are not kept': `
    customer.created customer.deleted customer.updated customer.custom_attribute.deleted
    customer.custom_attribute.owned.deleted customer.custom_attribute.owned.updated
    customer.custom_attribute.public.deleted customer.custom_attribute.public.updated
    customer.custom_attribute.updated customer.custom_attribute.visible.deleted
    customer.custom_attribute.visible.updated customer.custom_attribute_definition.created
    customer.custom_attribute_definition.deleted customer.custom_attribute_definition.updated
    customer.custom_attribute_definition.owned.created customer.custom_attribute_definition.owned.deleted
    customer.custom_attribute_definition.owned.updated customer.custom_attribute_definition.public.created
    customer.custom_attribute_definition.public.deleted customer.custom_attribute_definition.public.updated
    customer.custom_attribute_definition.visible.created customer.custom_attribute_definition.visible.deleted
    customer.custom_attribute_definition.visible.updated`,
  'custom fields of orders are not kept': `
    order.custom_attribute.owned.deleted order.custom_attribute.owned.updated
    order.custom_attribute.visible.deleted order.custom_attribute.visible.updated
    order.custom_attribute_definition.owned.created order.custom_attribute_definition.owned.deleted
    order.custom_attribute_definition.owned.updated order.custom_attribute_definition.visible.created
    order.custom_attribute_definition.visible.deleted order.custom_attribute_definition.visible.updated`,
  'the catalog, stock and vendors are not kept': `
    catalog.version.updated inventory.count.updated transfer_order.created transfer_order.deleted
    transfer_order.updated vendor.created vendor.updated`,
  'bookings are not kept': `
    booking.created booking.updated booking.custom_attribute.owned.deleted booking.custom_attribute.owned.updated
    booking.custom_attribute.visible.deleted booking.custom_attribute.visible.updated
    booking.custom_attribute_definition.owned.created booking.custom_attribute_definition.owned.deleted
    booking.custom_attribute_definition.owned.updated booking.custom_attribute_definition.visible.created
    booking.custom_attribute_definition.visible.deleted booking.custom_attribute_definition.visible.updated`,
  'points of a loyalty program are not kept': `
    loyalty.account.created loyalty.account.deleted loyalty.account.updated loyalty.event.created
    loyalty.program.created loyalty.program.updated loyalty.promotion.created loyalty.promotion.updated`,
  'staff, devices, locations and the state of a merchant are not kept': `
    device.code.paired device.created job.created job.updated labor.scheduled_shift.created
    labor.scheduled_shift.deleted labor.scheduled_shift.published labor.scheduled_shift.updated
    labor.shift.created labor.shift.deleted labor.shift.updated labor.timecard.created labor.timecard.deleted
    labor.timecard.updated location.created location.updated location.custom_attribute.owned.deleted
    location.custom_attribute.owned.updated location.custom_attribute.visible.deleted
    location.custom_attribute.visible.updated location.custom_attribute_definition.owned.created
    location.custom_attribute_definition.owned.deleted location.custom_attribute_definition.owned.updated
    location.custom_attribute_definition.visible.created location.custom_attribute_definition.visible.deleted
    location.custom_attribute_definition.visible.updated merchant.custom_attribute.owned.deleted
    merchant.custom_attribute.owned.updated merchant.custom_attribute.visible.deleted
    merchant.custom_attribute.visible.updated merchant.custom_attribute_definition.owned.created
    merchant.custom_attribute_definition.owned.deleted merchant.custom_attribute_definition.owned.updated
    merchant.custom_attribute_definition.visible.created merchant.custom_attribute_definition.visible.deleted
    merchant.custom_attribute_definition.visible.updated online_checkout.location_settings.updated
    online_checkout.merchant_settings.updated team_member.created team_member.updated
    team_member.wage_setting.updated`,
  'the authorization of an application ended, not that of a payment': `oauth.authorization.revoked`,
  'a test of the webhook subscription': `webhooks.test_notification`,
});
