type Step = () => Promise<void>;

const steps: Step[] = [];
/** What nobody answers, milliseconds: telemetry is not worth a slow stop. */
const PATIENCE_MS = 1000;

/** To be done when everything else has stopped: sending off what was measured until then. */
export const beforeExit = (step: Step): void => void steps.push(step);

/** Never rejects, never takes longer than a second. */
export async function runLastSteps(): Promise<void> {
  if (steps.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([Promise.allSettled(steps.splice(0).map((step) => step())), late]);
  clearTimeout(timer);
}
