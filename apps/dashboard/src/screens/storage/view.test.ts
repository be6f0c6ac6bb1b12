import { describe, expect, it } from 'vitest';
import { sizeText, storageView } from './view.ts';

describe('the page of what is stored', () => {
  it.each([
    [0n, '0 B'],
    [999n, '999 B'],
    [1400n, '1.4 kB'],
    [123_456_789n, '123 MB'],
    [5_000_000_000_000_000n, '5000 TB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it('says of each place what it has, whom it concerns and how long it is kept', () => {
    const place = {
      name: 'audit',
      isTable: true,
      personal: 'staff',
      content: 'who did <what>',
      kept: 'then deleted',
      setting: { name: 'AUDIT_RETENTION_DAYS', days: 730 },
      rows: 12_345n,
      size: 81_920n,
      oldest: new Date('2026-01-01T00:00:00Z'),
    } as const;
    const { body } = storageView({ places: [place], now: new Date('2026-01-02T00:00:00Z') });
    const text = String(body);
    expect(text).toContain('who did &#60;what&#62;');
    expect(text).toContain('people who operate Payspool');
    expect(text).toMatch(/730 days \(<code>AUDIT_RETENTION_DAYS<\/code>\), then deleted/);
    expect(text).toContain('≈ 12,345');
    expect(text).toContain('81.9 kB');
  });
});
