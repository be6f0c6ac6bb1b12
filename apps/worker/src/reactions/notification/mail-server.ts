import { createTransport, type SendMailOptions } from 'nodemailer';
import { smtpFailure } from './smtp-failure.ts';

/** Time limit of one attempt, including the wait for a free connection. */
export const MAIL_DEADLINE_MS = 30_000;

/** Each limit is shorter than the deadline, so that a slow server is reported by the step that was slow. */
const LIMITS = {
  dnsTimeout: 5000,
  /** Including the lookup and the greeting. */
  connectionTimeout: 10_000,
  greetingTimeout: 5000,
  /** Without any data from the server. */
  socketTimeout: 10_000,
};

export interface MailServer {
  /**
   * @throws {ReactionRefusedError} if the server will never accept mail for the recipient
   * @throws {Error} with code and status; it omits the server's message, which quotes addresses
   */
  readonly send: (mail: SendMailOptions) => Promise<void>;
  /** Ends the running attempts. */
  readonly close: () => void;
}

/** Connections to the server of `SMTP_URL`, kept open between mails. */
export function openMailServer(smtpUrl: string): MailServer {
  const transport = createTransport({
    ...LIMITS,
    url: smtpUrl,
    pool: true,
    // The queue repeats an interrupted attempt; nodemailer must not.
    maxRequeues: 0,
    // These override the URL: such options would print addresses or read files.
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
