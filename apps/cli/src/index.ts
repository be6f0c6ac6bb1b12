export { describeChange, timelineOf } from './events/timeline.ts';
export { createCredentials } from './simulate/credentials-file.ts';
export { play, send } from './simulate/play.ts';
export { type ExpectedRows, planTraffic } from './simulate/plan-traffic.ts';
export { signRequest } from './simulate/sign-request.ts';
export { createRandom } from './simulate/random.ts';
