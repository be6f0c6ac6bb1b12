import type { PersonalPolicy } from '../personal/policy.ts';

/** Adyen's additional data, which the merchant chooses: shopper, card and address. `reason` of an authorisation has digits of the card. */
export const personal: PersonalPolicy = {
  paths: [
    '**.additionalData.cardHolderName',
    '**.additionalData.cardSummary',
    '**.additionalData.cardBin',
    '**.additionalData.expiryDate',
    '**.additionalData.shopperName',
    '**.additionalData.shopperEmail',
    '**.additionalData.shopperIP',
    '**.additionalData.shopperTelephone',
    '**.additionalData.ownerName',
    '**.additionalData.paymentMethodVariant.holder',
    '**.NotificationRequestItem.reason',
  ],
  plain: [],
};
