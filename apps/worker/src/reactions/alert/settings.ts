import { z } from 'zod';
import { isSafe, OutboundUrl, UNSAFE } from '../outbound/outbound-url.ts';

/** `ALERT_URL`. */
export const AlertSettings = z.object({
  alertUrl: OutboundUrl.optional().meta({
    description:
      'Incoming webhook (Slack, Mattermost, Teams) for messages about failed payments, disputes and refunds without a payment as `{"text": …}`.',
    secret: true,
  }),
});

export type AlertSettings = z.output<typeof AlertSettings>;

/** The rule across the fields, for the schema that includes them. */
export function refineAlert(
  {
    alertUrl,
    forwardAllowPrivate,
  }: Partial<AlertSettings> & { readonly forwardAllowPrivate?: boolean | undefined },
  context: z.RefinementCtx,
): void {
  if (!alertUrl || isSafe(alertUrl, { allowPrivate: forwardAllowPrivate })) return;
  context.addIssue({ code: 'custom', path: ['alertUrl'], message: UNSAFE, input: undefined });
}
