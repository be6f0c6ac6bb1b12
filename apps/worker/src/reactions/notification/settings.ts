import addressparser from 'nodemailer/lib/addressparser';
import { z } from 'zod';
import { isMailAddress } from './mail-address.ts';

/** Off unless both are set. */
export const NotificationSettings = z.object({
  smtpUrl: z.string().refine(isSmtpUrl, 'expected smtp://… or smtps://…').optional().meta({
    description:
      'Mail server for mails to customers, `smtps://user:password@host:465`; `smtp://` switches to TLS if the server offers it, and `?requireTLS=true` requires it. If unset, no mails are sent.',
    secret: true,
  }),
  notifyFrom: z
    .string()
    .transform((text, context) => {
      const [mailbox, ...others] = addressparser(text, { flatten: true });
      if (mailbox && others.length === 0 && isMailAddress(mailbox.address)) return mailbox;
      context.addIssue({ code: 'custom', message: 'expected one mail address', input: undefined });
      return z.NEVER;
    })
    .optional()
    .meta({
      description: 'Sender of mails to customers, `Shop <billing@shop.example>`; required with `SMTP_URL`.',
    }),
});

export type NotificationSettings = z.output<typeof NotificationSettings>;

/** The rule across the fields, for the schema that includes them: one without the other is an error. */
export function refineNotification(
  { smtpUrl, notifyFrom }: Partial<NotificationSettings>,
  context: z.RefinementCtx,
): void {
  const missing = notifyFrom && !smtpUrl ? 'smtpUrl' : smtpUrl && !notifyFrom ? 'notifyFrom' : undefined;
  if (!missing) return;
  const message = 'SMTP_URL and NOTIFY_FROM must be set together';
  context.addIssue({ code: 'custom', path: [missing], message, input: undefined });
}

function isSmtpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (url?.protocol === 'smtp:' || url?.protocol === 'smtps:') && url.hostname !== '';
}
