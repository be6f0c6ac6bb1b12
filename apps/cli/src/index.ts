export { describeChange, timelineOf } from './events/timeline.ts';
export { createCredentials } from './simulate/credentials-file.ts';
export { play } from './simulate/play.ts';
export { send } from './simulate/send.ts';
export { RESENDS, sendUntilFinal } from './simulate/resend.ts';
export { type ExpectedRows, type PlannedRequest, planTraffic } from './simulate/plan-traffic.ts';
export { signRequest } from './simulate/sign-request.ts';
export { createRandom } from './simulate/random.ts';
