import { createHash } from 'node:crypto';
import { type Topic, topicNames } from '@payspool/events';
import type { Consumer, Reaction, Transition } from '../consumer.ts';
import { ReactionRefusedError } from '../errors.ts';
import { isMailAddress } from './mail-address.ts';
import { MAIL_DEADLINE_MS, type MailServer, openMailServer } from './mail-server.ts';
import type { CustomerReference, ResolveCustomer } from './resolve-customer.ts';
import type { NotificationSettings } from './settings.ts';
import { type Template, templates } from './templates.ts';

/** Sends mails to customers for the topics that have a text in `templates`. Without a mail server there is no such consumer. */
export function createNotification(
  { smtpUrl, notifyFrom }: NotificationSettings,
  { resolveCustomer }: { readonly resolveCustomer: ResolveCustomer },
): { readonly consumers: readonly Consumer[]; readonly close: () => void } {
  if (smtpUrl === undefined || notifyFrom === undefined) return { consumers: [], close: () => undefined };
  const server = openMailServer(smtpUrl);
  const mailer = { server, from: notifyFrom, resolveCustomer };
  const on = Object.fromEntries(topicNames.flatMap((topic) => entryOf(topic, mailer)));
  return {
    consumers: [{ name: 'notification', on, deadlineMs: MAIL_DEADLINE_MS }],
    close: server.close,
  };
}

interface Mailer {
  readonly server: MailServer;
  readonly from: { readonly name: string; readonly address: string };
  readonly resolveCustomer: ResolveCustomer;
}

function entryOf<T extends Topic>(topic: T, mailer: Mailer): [T, Reaction<T>][] {
  const template: Template<T> | undefined = templates[topic];
  return template ? [[topic, mailWith(template, mailer)]] : [];
}

const mailWith =
  <T extends Topic>(template: Template<T>, { server, from, resolveCustomer }: Mailer): Reaction<T> =>
  async ({ payload, idempotencyKey }, { db, logger, signal }) => {
    const recipient = await resolveCustomer(customerOf(payload), { db, signal });
    if (!recipient) return logger.info('no mail address for this customer');
    if (!isMailAddress(recipient.email))
      throw new ReactionRefusedError('the resolved mail address is invalid');
    await server.send({
      from: { ...from },
      to: { name: recipient.name ?? '', address: recipient.email },
      ...template(payload, recipient),
      messageId: messageId(idempotencyKey, from.address),
      headers: { 'X-Entity-Ref-ID': idempotencyKey, 'Auto-Submitted': 'auto-generated' },
      signal,
    });
  };

function customerOf(payload: Transition['payload']): CustomerReference {
  const { provider, account } = payload;
  return { provider, account, ...referencesOf(payload) };
}

function referencesOf(payload: Transition['payload']) {
  const subject =
    'order' in payload
      ? payload.order
      : 'payment' in payload
        ? payload.payment
        : 'subscription' in payload
          ? payload.subscription
          : { customerRef: null, merchantRef: null };
  return { customerRef: subject.customerRef, merchantRef: subject.merchantRef };
}

/** The same at every attempt, so that mail servers and readers can recognise a repeat. */
const messageId = (idempotencyKey: string, from: string): string => {
  const digest = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32);
  return `<${digest}@${from.slice(from.lastIndexOf('@') + 1)}>`;
};
