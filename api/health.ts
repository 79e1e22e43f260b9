import { Router } from 'express';
import { isReachable } from '../records/database-health.js';
import type { Metrics } from './metrics.js';
import type { Services } from './services.js';

/** So long is what a probe found good enough for everybody who asks. */
const rememberedMilliseconds = 1000;

/** What operations ask, without a token: is it alive, can it work, what is it, how does it fare. */
export function healthRoutes({ readiness, record, version }: Services, metrics: Metrics): Router {
  const router = Router();
  const dependencies = shared(() =>
    Promise.all([isReachable(record.database), readiness.isTemporalUp(), readiness.isMailUp()]),
  );

  router.get('/health', (_request, response) => {
    response.json({ status: 'up' });
  });

  router.get('/ready', async (_request, response) => {
    const [postgresql, temporal, mail] = await dependencies();
    const status = readiness.isStarted() ? (postgresql ? 'ready' : 'unavailable') : 'starting';
    response.status(status === 'ready' ? 200 : 503).json({
      status,
      dependencies: { postgresql: upOr(postgresql), temporal: upOr(temporal), mail: upOr(mail) },
    });
  });

  router.get('/info', (_request, response) => {
    response.json({ name: 'front-door', version, node: process.version });
  });

  router.get('/metrics', metrics.answer);

  return router;
}

/** Asks for all who want to know at once, and not again for a moment: nobody has dependencies asked as often as they like. */
function shared<Found>(ask: () => Promise<Found>): () => Promise<Found> {
  let asked: Promise<Found> | undefined;
  const forget = (): void => {
    asked = undefined;
  };
  return () => {
    asked ??= ask().finally(() => setTimeout(forget, rememberedMilliseconds).unref());
    return asked;
  };
}

const upOr = (isUp: boolean): 'up' | 'degraded' => (isUp ? 'up' : 'degraded');
