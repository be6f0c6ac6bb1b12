import { isRecord } from '@payspool/events';
import type { Mode } from '../contract/index.ts';

/** The hosts of the sandbox: `api.sandbox.checkout.com`, or with the prefix of an account before it. */
const SANDBOX = /^https:\/\/([a-z0-9-]+\.)?api\.sandbox\.checkout\.com\//;

/**
 * `test` if the event links to the sandbox. A link to another host proves nothing, because the documentation's samples show
 * several hosts; the account's mode then applies.
 */
export function modeOf({ _links, data }: Readonly<Record<string, unknown>>): Mode | undefined {
  const self = isRecord(_links) && isRecord(_links['self']) ? _links['self']['href'] : undefined;
  const links = isRecord(data) && isRecord(data['event_links']) ? data['event_links'] : {};
  const isTest = [self, links['payment']].some((link) => typeof link === 'string' && SANDBOX.test(link));
  return isTest ? 'test' : undefined;
}
