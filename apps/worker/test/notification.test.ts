import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { ReactionRefusedError } from '../src/reactions/errors.ts';
import { createNotification } from '../src/reactions/notification/notification.ts';
import type { ResolveCustomer } from '../src/reactions/notification/resolve-customer.ts';
import { NotificationSettings } from '../src/reactions/notification/settings.ts';
import {
  madeUpContext,
  orderPayload,
  paymentPayload,
  react,
  subscriptionPayload,
  transition,
} from './made-up-transition.ts';

const PERSONAL = 'jane.doe@example.com';
const jane: ResolveCustomer = async () => ({ email: PERSONAL, name: 'Jane Doe' });
const paid = transition('order.paid', orderPayload());

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

interface Mail {
  readonly from: string | false;
  readonly to: readonly string[];
  readonly source: string;
}

/** A mail server on the loopback address that keeps the received mails. */
async function startMailServer(options: SMTPServerOptions = {}) {
  const mails: Mail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', () => undefined);
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope;
        const source = Buffer.concat(chunks).toString();
        mails.push({ from: mailFrom && mailFrom.address, to: rcptTo.map(({ address }) => address), source });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  open.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, mails, connections: () => connections };
}

function notification(smtpUrl: string, resolveCustomer: ResolveCustomer = jane) {
  const settings = NotificationSettings.parse({ smtpUrl, notifyFrom: '"Shop, Inc." <billing@shop.example>' });
  const { consumers, close } = createNotification(settings, { resolveCustomer });
  open.push(close);
  return consumers[0];
}

const refusing = (responseCode: number, at: 'onMailFrom' | 'onRcptTo'): SMTPServerOptions => ({
  [at]: ({ address }: { address: string }, _session: unknown, done: (error: Error) => void) =>
    done(Object.assign(new Error(`<${address}> is not welcome`), { responseCode })),
});

const failureOf = async (run: Promise<void>): Promise<Error> =>
  run.then(
    () => new Error('it succeeded'),
    (error: Error) => error,
  );
const everythingOf = (error: Error): string => JSON.stringify(error, Object.getOwnPropertyNames(error));
/** Header lines without folding. */
const headersOf = ({ source }: Mail): string[] =>
  (source.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n');

describe('a mail to a customer', () => {
  it('is sent from the shop to the resolved address, and names order and amount', async () => {
    const server = await startMailServer();
    await react(notification(server.url), paid);

    expect(server.mails).toMatchObject([{ from: 'billing@shop.example', to: [PERSONAL] }]);
    const [mail] = server.mails;
    expect(mail && headersOf(mail)).toEqual(
      expect.arrayContaining([
        'From: "Shop, Inc." <billing@shop.example>',
        `To: Jane Doe <${PERSONAL}>`,
        'Subject: Receipt for A-17',
        'X-Entity-Ref-ID: msg_0123456789abcdef',
        'Auto-Submitted: auto-generated',
        'Content-Type: text/plain; charset=utf-8',
      ]),
    );
    expect(mail?.source).toContain('Amount paid: 1250.05 EUR');
  });

  it('has the same Message-ID at every attempt, over one connection', async () => {
    const server = await startMailServer();
    const consumer = notification(server.url);
    await react(consumer, paid);
    await react(consumer, paid);
    await react(consumer, { ...paid, idempotencyKey: 'msg_another' });

    const ids = server.mails.map((mail) => headersOf(mail).find((line) => line.startsWith('Message-ID: ')));
    expect(ids[0]).toMatch(/^Message-ID: <[0-9a-f]{32}@shop\.example>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(server.connections()).toBe(1);
  });

  it('is resolved with the references of the transition', async () => {
    const server = await startMailServer();
    const asked: unknown[] = [];
    const consumer = notification(server.url, async (customer) => void asked.push(customer));
    await react(consumer, transition('payment.failed', paymentPayload({ merchantRef: 'B-2' })));
    await react(consumer, transition('subscription.canceled', subscriptionPayload({ customerRef: null })));
    const account = { provider: 'stripe', account: 'default' };
    expect(asked).toEqual([
      { ...account, customerRef: 'cus_1', merchantRef: 'B-2' },
      { ...account, customerRef: null, merchantRef: null },
    ]);
  });

  it('is not sent if there is no address, which is logged', async () => {
    const server = await startMailServer();
    const { context, lines } = madeUpContext();
    await react(
      notification(server.url, async () => undefined),
      paid,
      context,
    );
    expect(server.mails).toEqual([]);
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'no mail address for this customer',
    ]);
  });

  it('has no header line from a name or a reference', async () => {
    const server = await startMailServer();
    const evil = 'A\r\nBcc: thief@example.com\r\n\r\nbody';
    const consumer = notification(server.url, async () => ({ email: PERSONAL, name: evil }));
    const payload = orderPayload({ merchantRef: evil });
    const given = { ...paid, payload, idempotencyKey: `msg_1\r\nBcc: thief@example.com` };
    await react(consumer, given);

    const [mail] = server.mails;
    expect(mail?.to).toEqual([PERSONAL]);
    expect(mail && headersOf(mail).filter((line) => /^bcc:/i.test(line))).toEqual([]);
    expect(
      mail && headersOf(mail).filter((line) => /^(to|subject|x-entity-ref-id):/i.test(line)),
    ).toHaveLength(3);
  });

  it.each([
    '',
    'jane',
    'a@example.com, b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    '<a@example.com>',
  ])('is refused if %j was resolved', async (email) => {
    const server = await startMailServer();
    const error = await failureOf(
      react(
        notification(server.url, async () => ({ email })),
        paid,
      ),
    );
    expect(error).toBeInstanceOf(ReactionRefusedError);
    expect(error.message).toBe('the resolved mail address is invalid');
    expect(server.mails).toEqual([]);
  });
});

describe('a mail server that refuses the mail', () => {
  it.each([550, 553])(
    'by refusing the recipient permanently with %i makes the reaction fail',
    async (responseCode) => {
      const server = await startMailServer(refusing(responseCode, 'onRcptTo'));
      const error = await failureOf(react(notification(server.url), paid));
      expect(error).toBeInstanceOf(ReactionRefusedError);
      expect(error.message).toBe(`the mail server refuses the recipient (${responseCode})`);
      expect(everythingOf(error)).not.toContain('jane');
    },
  );

  it.each([
    [450, 'onRcptTo', 'the mail was not sent (EENVELOPE, RCPT TO, 450)'],
    [550, 'onMailFrom', 'the mail was not sent (EENVELOPE, MAIL FROM, 550)'],
  ] as const)('with %i at %s is retried', async (responseCode, at, message) => {
    const server = await startMailServer(refusing(responseCode, at));
    const error = await failureOf(react(notification(server.url), paid));
    expect(error).not.toBeInstanceOf(ReactionRefusedError);
    expect(error.message).toBe(message);
    expect(everythingOf(error)).not.toMatch(/jane|billing/);
  });

  it('by refusing the message itself is retried', async () => {
    const server = await startMailServer({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(Object.assign(new Error(`spam to ${PERSONAL}`), { responseCode: 554 })));
      },
    });
    const error = await failureOf(react(notification(server.url), paid));
    expect(error).not.toBeInstanceOf(ReactionRefusedError);
    expect(everythingOf(error)).not.toContain('jane');
    expect(error.message).toContain('554');
  });

  it('that does not answer is abandoned on the signal, and no mail is sent later', async () => {
    const controller = new AbortController();
    let answer: () => void = () => undefined;
    const server = await startMailServer({
      onRcptTo: (_address, _session, done) => {
        answer = done;
        controller.abort();
      },
    });
    const { context } = madeUpContext(controller.signal);
    const error = await failureOf(react(notification(server.url), paid, context));
    expect(error.message).toBe('the mail was not sent (EABORT)');
    answer();
    expect(server.mails).toEqual([]);
  });

  it('does not prevent a worker from closing', async () => {
    let arrived: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = await startMailServer({ onRcptTo: () => arrived() });
    const settings = NotificationSettings.parse({ smtpUrl: server.url, notifyFrom: 'billing@shop.example' });
    const { consumers, close } = createNotification(settings, { resolveCustomer: jane });
    const failure = failureOf(react(consumers[0], paid));
    await waiting;
    close();
    expect((await failure).message).toMatch(/^the mail was not sent \(/);
  });
});

it('there is no notification consumer without a mail server', () => {
  expect(createNotification({}, { resolveCustomer: jane }).consumers).toEqual([]);
});
