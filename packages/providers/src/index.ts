export * from './accounts/account.ts';
export * from './accounts/load-accounts.ts';
export * from './accounts/settings-from-env.ts';
export * from './contract/index.ts';
export * from './registry.ts';
