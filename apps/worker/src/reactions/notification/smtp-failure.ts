import { z } from 'zod';
import { ReactionRefusedError } from '../errors.ts';

/** The facts from nodemailer, without the message, which quotes the server's answer and therefore addresses. */
const Failure = z.object({
  code: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
});

/** The error of a failed mail, without its cause: it has only the status and the step. */
export function smtpFailure(error: unknown): Error {
  const { code, command, responseCode } = Failure.safeParse(error).data ?? {};
  const refusesRecipient = code === 'EENVELOPE' && command === 'RCPT TO' && isPermanent(responseCode);
  if (refusesRecipient)
    return new ReactionRefusedError(`the mail server refuses the recipient (${responseCode})`);
  const facts = [code, command, responseCode].filter((fact) => fact !== undefined);
  return new Error(`the mail was not sent (${facts.join(', ') || 'unknown'})`);
}

/** RFC 5321, 4.2.1: do not retry after 5yz. */
const isPermanent = (responseCode: number | undefined): boolean =>
  responseCode !== undefined && responseCode >= 500 && responseCode < 600;
