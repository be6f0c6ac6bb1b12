/** Many times the number of networks from which all providers together send. */
const MAX_SOURCES = 1024;

/** Networks that have sent a verified delivery to this process. */
export interface ProvenSources {
  readonly isEmpty: () => boolean;
  readonly has: (source: string | undefined) => boolean;
  readonly add: (source: string | undefined) => void;
}

/** Remembers a limited number of sources. The source that has not sent a verified delivery for the longest time is removed. */
export function createProvenSources(maxSources = MAX_SOURCES): ProvenSources {
  const known = new Set<string>();
  return {
    isEmpty: () => known.size === 0,
    has: (source) => source !== undefined && known.has(source),
    add: (source) => {
      if (source === undefined) return;
      known.delete(source);
      known.add(source);
      if (known.size <= maxSources) return;
      const [oldest] = known;
      if (oldest !== undefined) known.delete(oldest);
    },
  };
}
