import { z } from 'zod';
import { AlertSettings, refineAlert } from './alert/settings.ts';
import { ForwardSettings, refineForwards } from './forward/settings.ts';
import { FulfilmentSettings } from './fulfilment/settings.ts';
import { NotificationSettings, refineNotification } from './notification/settings.ts';

/** What the reactions that come with Payspool read from the environment. */
export const ReactionSettings = z.object({
  ...FulfilmentSettings.shape,
  ...NotificationSettings.shape,
  ...AlertSettings.shape,
  ...ForwardSettings.shape,
});
export type ReactionSettings = z.output<typeof ReactionSettings>;

/** The rules across fields. */
export function refineReactions(settings: Partial<ReactionSettings>, context: z.RefinementCtx): void {
  refineNotification(settings, context);
  refineAlert(settings, context);
  refineForwards(settings, context);
}
