/** The purpose of a route of the board. */
type Purpose = 'read' | 'refused';

/**
 * Every route of Bull Board 9.10, below its base path. A route that is not listed is refused, and a test fails until it is listed. No
 * route may change a queue.
 */
export const BOARD_ROUTES: Readonly<Record<string, Purpose>> = {
  'GET /': 'read',
  'GET /metrics-history': 'read',
  'GET /job-schedulers': 'read',
  'GET /queue/:queueName': 'read',
  'GET /queue/:queueName/:jobId': 'read',
  'GET /static/*': 'read',

  'GET /api/redis/stats': 'read',
  'GET /api/queues': 'read',
  'GET /api/job-schedulers': 'read',
  'GET /api/queues/:queueName/metrics': 'read',
  'GET /api/queues/:queueName/default-job-options': 'read',
  'GET /api/queues/:queueName/workers': 'read',
  'GET /api/queues/:queueName/rate-limit': 'read',
  'GET /api/queues/:queueName/job-data-schema': 'read',
  'GET /api/queues/:queueName/:jobId': 'read',
  'GET /api/queues/:queueName/:jobId/logs': 'read',
  'GET /api/queues/:queueName/:jobId/flow': 'read',

  'PUT /api/queues/:queueName/:jobId/retry': 'refused',
  'PUT /api/queues/:queueName/retry/:queueStatus': 'refused',
  'PUT /api/queues/:queueName/:jobId/promote': 'refused',
  'PUT /api/queues/:queueName/promote': 'refused',

  'POST /api/queues/:queueName/add': 'refused',
  'PATCH /api/queues/:queueName/:jobId/update-data': 'refused',
  'PATCH /api/queues/:queueName/:jobId/delay': 'refused',
  'PATCH /api/queues/:queueName/:jobId/priority': 'refused',
  'PUT /api/queues/:queueName/:jobId/clean': 'refused',
  'PUT /api/queues/:queueName/:jobId/remove-unprocessed-children': 'refused',
  'PUT /api/queues/:queueName/clean/:queueStatus': 'refused',
  'PUT /api/queues/:queueName/empty': 'refused',
  'PUT /api/queues/:queueName/obliterate': 'refused',
  'PUT /api/queues/pause': 'refused',
  'PUT /api/queues/resume': 'refused',
  'PUT /api/queues/:queueName/pause': 'refused',
  'PUT /api/queues/:queueName/resume': 'refused',
  'PUT /api/queues/:queueName/concurrency': 'refused',
  'PUT /api/queues/:queueName/rate-limit': 'refused',
  'PUT /api/queues/:queueName/rate-limit/release': 'refused',
  'PATCH /api/queues/:queueName/job-schedulers/:schedulerId': 'refused',
  'PUT /api/queues/:queueName/job-schedulers/:schedulerId/remove': 'refused',
  'PUT /api/queues/:queueName/job-schedulers/:schedulerId/run': 'refused',
};

export interface BoardRequest {
  readonly method: string;
  /** The route that the router chose, below the board's path; `undefined` if there is none. */
  readonly pattern: string | undefined;
}

/** Whether the board's own handler may see the request. */
export function isAllowed({ method, pattern }: BoardRequest): boolean {
  if (pattern === undefined) return false;
  const key = `${method === 'HEAD' ? 'GET' : method} ${pattern}`;
  return Object.hasOwn(BOARD_ROUTES, key) && BOARD_ROUTES[key] === 'read';
}
