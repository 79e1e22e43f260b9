import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The figures of this process, for Prometheus. */
export interface Metrics {
  /** @param route the pattern of the path, never the path itself */
  countRequest: (method: string, route: string, status: number, seconds: number) => void;
  answer: RequestHandler;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Opens a registry with the default figures of Node and the durations of requests. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by method, pattern of the path, and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return {
    countRequest: (method, route, status, seconds) => {
      durations.observe({ method: methods.includes(method) ? method : 'OTHER', route, status }, seconds);
    },
    answer: async (_request, response) => {
      response.type(registry.contentType).send(await registry.metrics());
    },
  };
}
