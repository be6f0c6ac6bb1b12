/** Work that is done in slices of a few milliseconds. It yields between them. */
export type Sliced<Result> = Generator<undefined, Result, undefined>;

/** Does all of the work at once. */
export function finish<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Does all of the work, and awaits `pause` between two slices. */
export async function finishInSlices<Result>(
  work: Sliced<Result>,
  pause: () => Promise<void>,
): Promise<Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await pause();
  }
}
