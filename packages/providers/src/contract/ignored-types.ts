/**
 * Known event types that change nothing, by the reason that is recorded. The types of a reason are one text, separated by white
 * space.
 */
export const ignoredTypes = (byReason: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(byReason).flatMap(([reason, types]) =>
      types
        .trim()
        .split(/\s+/)
        .map((type) => [type, reason] as const),
    ),
  );
