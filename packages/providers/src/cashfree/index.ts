import { NOT_WHSEC, ordinaryProvider, type SecretRule } from '../contract/index.ts';
import { handlers, STATUS_WORDS } from './events/index.ts';
import { IGNORED } from './ignored-types.ts';
import { cashfreeScheme } from './scheme.ts';
import { personal } from './personal.ts';

/** The client secret of the API keys. New ones begin with `cfsk_`; older ones are hex. The client id is not a secret. */
const secrets: SecretRule = {
  made: /^(cfsk_[A-Za-z0-9_]+|[0-9a-f]{40,})$/,
  mistakes: [NOT_WHSEC],
};

export const cashfree = ordinaryProvider({
  slug: 'cashfree',
  title: 'Cashfree',
  personal,
  secrets,
  scheme: cashfreeScheme,
  remedies: {
    signature_mismatch:
      'Compare CASHFREE_WEBHOOK_SECRETS with the client secret of the API keys, not with the client id; test and production have one each. If the account has several keys, give all of them. Save the body byte for byte.',
  },
  // The body has no event id, and `x-idempotency-key` is not signed, so the event key is the body's hash. The body does not state
  // test or live, so the account's mode applies.
  envelope: { type: 'type', time: 'event_time', timeIs: 'iso-8601' },
  // `170.00` is a JSON number.
  losslessNumbers: true,
  handlers,
  ignored: IGNORED,
  mayNameMerchantRefLater: true,
  statusWords: STATUS_WORDS,
  keepHeaders: ['x-idempotency-key', 'x-webhook-version', 'x-webhook-attempt'],
});
