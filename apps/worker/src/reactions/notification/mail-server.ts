import { createTransport, type SendMailOptions } from 'nodemailer';
import { smtpFailure } from './smtp-failure.ts';

/** Longest that one attempt may take, its wait for a free connection included. */
export const MAIL_DEADLINE_MS = 30_000;

/** Each is below the deadline, which a slow server would otherwise be the first to notice. */
const LIMITS = {
  dnsTimeout: 5000,
  /** Lookup and greeting included. */
  connectionTimeout: 10_000,
  greetingTimeout: 5000,
  /** Of silence. */
  socketTimeout: 10_000,
};

export interface MailServer {
  /**
   * @throws {ReactionRefusedError} when the server will never take mail for the recipient
   * @throws {Error} with code and status, and nothing that the server says: it quotes addresses
   */
  readonly send: (mail: SendMailOptions) => Promise<void>;
  /** Cuts off what is under way. */
  readonly close: () => void;
}

/** Connections to the server of `SMTP_URL`, kept open between mails. */
export function openMailServer(smtpUrl: string): MailServer {
  const transport = createTransport({
    ...LIMITS,
    url: smtpUrl,
    pool: true,
    // An attempt that breaks off is repeated by the queue, not in between.
    maxRequeues: 0,
    // Over what the URL may say: they print addresses, and read files.
    logger: false,
    debug: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (mail) => {
      await transport.sendMail(mail).catch((error: unknown) => {
        throw smtpFailure(error);
      });
    },
    close: () => transport.close({ force: true }),
  };
}
