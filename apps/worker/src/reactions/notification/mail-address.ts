/** One plain address. It cannot be read as two addresses and cannot end a header line. */
export const isMailAddress = (text: string): boolean => text.length <= 254 && ADDRESS.test(text);

const ADDRESS = /^[^\s@<>(),;:"\\\p{Cc}]+@[^\s@<>(),;:"\\\p{Cc}]+$/u;
