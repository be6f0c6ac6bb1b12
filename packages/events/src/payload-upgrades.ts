import { isRecord, type StoredRecord, type Upgrade } from './versioned-format.ts';

/**
 * The upgrades of stored payloads, by the version from which each starts. A field that a version did not have gets a value from
 * which a reaction cannot conclude anything unsafe. See docs/decisions/019-what-is-stored-stays-readable.md.
 */
export const PAYLOAD_UPGRADES: Readonly<Record<number, Upgrade>> = {
  // None yet: this release writes the first version.
};

/** An upgrade that changes one snapshot of a payload, where it has one: `order`, `payment`, `subscription` or `refund`. */
export function upgradeSnapshot(name: string, upgrade: Upgrade): Upgrade {
  return (stored: StoredRecord) => {
    const before = stored[name];
    return isRecord(before) ? { ...stored, [name]: upgrade(before) } : stored;
  };
}
