export { type Personal, type Place, PLACES } from './places.ts';
export { readStorage, type StoredPlace } from './read-storage.ts';
