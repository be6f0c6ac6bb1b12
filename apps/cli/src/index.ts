export { createCredentials } from './simulate/credentials-file.ts';
export { play } from './simulate/play.ts';
export { send } from './simulate/send.ts';
export { RESENDS, sendUntilFinal } from './simulate/play.ts';
export { type ExpectedRows, type PlannedRequest, planTraffic } from './simulate/plan-traffic.ts';
export { signRequest } from './simulate/send.ts';
export { createRandom } from './simulate/plan-traffic.ts';
