import { createHmacVerifier, defineProvider, idKey, peekJson } from '../contract/index.ts';
import { HANDLED, IGNORED } from './event-types.ts';
import { normalise } from './normalise.ts';
import { FakeSettings } from './settings.ts';
import { FAKE_SCHEME } from './verify.ts';

/** The smallest complete provider, to copy and for tests. It is not in the registry. */
export const fake = defineProvider({
  slug: 'fake',
  title: 'Fake',
  settings: FakeSettings,
  isConfigured: ({ webhookSecrets }) => webhookSecrets.length > 0,
  route: 'account',
  mayNameMerchantRefLater: false,
  eventTypes: { handled: HANDLED, ignored: IGNORED },
  statusWords: {},
  keepHeaders: [],
  createVerifier: ({ settings, io }) =>
    createHmacVerifier(FAKE_SCHEME, { secrets: settings.webhookSecrets, now: io.now }),
  identify: ({ body }) => {
    const json = peekJson(body);
    return { eventKey: idKey(json?.['id'], body), type: readableType(json?.['kind']) };
  },
  normalise,
});

const readableType = (kind: unknown): string | undefined =>
  typeof kind === 'string' && /^[\x21-\x7e]{1,100}$/.test(kind) ? kind : undefined;
