import { stripe } from '../../../../providers/src/index.ts';
import {
  type Generation,
  type Step,
  deliveriesOf,
} from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import { read, START } from '../lifecycle.ts';

export const context = (uid: string) => ({ uid, startsAt: START });
/** Bodies of that generation, read as the worker does. */
export const recorded = (uid: string, generation: Generation, steps: readonly Step[]) =>
  read(stripe, deliveriesOf(context(uid), generation, steps));
