import { expect, it } from 'vitest';
import { crc32 } from './signature.ts';

it('gives the check value of the standard, unsigned', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(Buffer.alloc(0))).toBe(0);
});

it('covers bytes: a two-byte character counts as two bytes', () => {
  expect(crc32(Buffer.from([0xc3, 0xa9]))).toBe(crc32(Buffer.from('é')));
  expect(crc32(Buffer.from('é', 'latin1'))).not.toBe(crc32(Buffer.from('é')));
});
