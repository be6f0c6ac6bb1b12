export { findId, type Found, type FoundBy, type FoundThing } from './find-id.ts';
