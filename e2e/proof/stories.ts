import { paypalRefunds } from './paypal-refunds.ts';
import { razorpayLateCapture } from './razorpay-late-capture.ts';
import type { Story } from '../product/expect/story.ts';
import { stripeLifecycle } from './stripe-lifecycle.ts';
import { stripeSimultaneous } from './stripe-simultaneous.ts';

/** The copies of each lifecycle, numbered from `first`. */
export function storiesFrom(first: number, copies: number): Story[] {
  const numbers = Array.from({ length: copies }, (_, place) => first + place);
  return [stripeLifecycle, stripeSimultaneous, paypalRefunds, razorpayLateCapture].flatMap((play) =>
    numbers.map(play),
  );
}
