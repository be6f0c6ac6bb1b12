/** The promise's outcome, or `onLate()`'s error when it takes longer than `timeoutMs`; a late outcome is dropped. */
export async function withDeadline<T>(
  promise: Promise<T>,
  timeoutMs: number,
  onLate: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onLate()), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
