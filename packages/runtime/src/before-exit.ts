type Step = () => Promise<void>;

const steps: Step[] = [];
/** Time limit in milliseconds, so that telemetry does not delay the stop. */
const PATIENCE_MS = 1000;

/** Registers work for the end of the process, after everything else has stopped, such as sending the last measurements. */
export const beforeExit = (step: Step): void => void steps.push(step);

/** Runs the registered work. Never rejects, and takes at most a second. */
export async function runLastSteps(): Promise<void> {
  if (steps.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([Promise.allSettled(steps.splice(0).map((step) => step())), late]);
  clearTimeout(timer);
}
