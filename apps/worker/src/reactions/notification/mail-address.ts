/** One bare address: what stands in it cannot be read as a second one, nor end a header line. */
export const isMailAddress = (text: string): boolean => text.length <= 254 && ADDRESS.test(text);

const ADDRESS = /^[^\s@<>(),;:"\\\p{Cc}]+@[^\s@<>(),;:"\\\p{Cc}]+$/u;
