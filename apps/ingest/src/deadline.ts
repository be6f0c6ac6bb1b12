import { UnavailableError } from '@payspool/providers';

/** Rejects with `UnavailableError` when `work` takes longer than `ms`. The work itself may still finish: a job that was enqueued after all is found to be a duplicate when the provider resends. */
export async function withinDeadline<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError(`no acknowledgement within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
