export * from './canonical-event.ts';
export * from './decimal.ts';
export * from './event-types.ts';
export * from './money.ts';
export * from './statuses.ts';
export * from './text.ts';
export * from './topics.ts';
export * from './versioned-format.ts';
