export { findModules } from './find-modules.ts';
export { openOwnReactions, type OwnReaction, type OwnReactions } from './open-own-reactions.ts';
export { OwnReactionsError } from './own-reactions-error.ts';
export { PASSED_VARIABLES, processEnv } from './process-env.ts';
export { GRACE_MS } from './reaction-process.ts';
export { restartPauseMs } from './restart-pause.ts';
