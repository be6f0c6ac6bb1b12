import { fields } from '@payspool/runtime';
import { z } from 'zod';
import { isSafe, UNSAFE } from '../outbound/outbound-url.ts';
import { type Forward, parseForwardList } from './forward-list.ts';

/** `FORWARD_*`. */
export const ForwardSettings = z.object({
  forwardUrls: z
    .string()
    .transform((text, context): readonly Forward[] => {
      const { forwards, problems } = parseForwardList(text);
      for (const message of problems) context.addIssue({ code: 'custom', message, input: undefined });
      return forwards;
    })
    .default([])
    .meta({
      description:
        'Receivers of signed transitions: a YAML or JSON list of `{ name, url, secret, topics }`; see docs/how-to/forward-transitions.md.',
      secret: true,
    }),
  forwardTimeoutMs: fields.milliseconds(
    'Time limit of a forward or an alert, from the DNS lookup to the end of the answer.',
    10_000,
    { min: 100, max: 60_000 },
  ),
  forwardAllowPrivate: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false)
    .meta({
      description:
        'Whether forwards and alerts may go to private and loopback addresses, and over `http://`; `true` or `false`.',
    }),
});

export type ForwardSettings = z.output<typeof ForwardSettings>;

/** The rule across the fields, for the schema that includes them. */
export function refineForwards(
  { forwardUrls = [], forwardAllowPrivate }: Partial<ForwardSettings>,
  context: z.RefinementCtx,
): void {
  for (const [at, { url }] of forwardUrls.entries()) {
    if (isSafe(url, { allowPrivate: forwardAllowPrivate })) continue;
    context.addIssue({
      code: 'custom',
      path: ['forwardUrls'],
      message: `${at}.url: ${UNSAFE}`,
      input: undefined,
    });
  }
}
