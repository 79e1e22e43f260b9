import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns/format';
import express, { Router, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { defaultCalendar } from '../domain/calendar.js';
import { healthRoutes } from './health.js';
import { openMetrics } from './metrics.js';
import { observe } from './observe.js';
import { openPages } from './pages/pages.js';
import { nothingHere } from '../records/sight.js';
import { answerErrors, refuseUnknown } from './problem-answers.js';
import { nameRequest } from './request-id.js';
import { openApiDocument } from './rest/openapi.js';
import type { Operation } from './rest/call.js';
import { restOperations } from './rest/operations.js';
import { authenticate } from './security/actor.js';
import { limitAccounts, limitAddresses, openLimit } from './security/limits.js';
import { traceDenials } from './security/looks.js';
import { onlyTemporalUi } from './security/temporal-ui.js';
import type { Services } from './services.js';

/** A part of the address space that others answer, before anything of ours: the embedded stack's own routes. */
export interface Mount {
  path: string;
  handler: RequestHandler;
}

/** Builds the application. What needs no token stands before `authenticate`, and everything else after it. */
export function createApp(services: Services, mounts: readonly Mount[] = []): Express {
  const app = express();
  const metrics = openMetrics();
  const operations = restOperations(() => dateInHub(services.clock.now()));

  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', services.trustedProxies);

  for (const { path, handler } of mounts) app.use(path, handler);
  app.use(nameRequest);
  app.use(securityHeaders(services.publicUrl));
  app.use(healthRoutes(services, metrics));
  app.use(observe(services.log, metrics));
  app.use(['/api', '/codec'], neverCached);
  app.use(limitAddresses(services.limits));
  app.use('/codec', onlyTemporalUi(services.temporalUiOrigin));
  app.get('/api/openapi.json', published(operations, services));
  app.use(refusePreflight);
  const accounts = openLimit(services.limits.perAccount);
  const pages = openPages(services, accounts);
  app.use(pages.routes);
  app.use(authenticate(services));
  app.use(limitAccounts(accounts));
  app.use(restRoutes(operations, services));
  app.use(refuseUnknown);
  app.use(traceDenials(services));
  app.use(answerErrors(services.log, pages.refuse));

  return app;
}

const none = ["'none'"];

/**
 * The answers are data for programs: no page may frame them, run them, or learn where they came from. Pages have a policy of their
 * own (pages/frame/rendering.ts).
 */
const securityHeaders = (publicUrl: string): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      // The last three do not follow from the first.
      directives: { defaultSrc: none, baseUri: none, formAction: none, frameAncestors: none },
    },
    referrerPolicy: { policy: 'no-referrer' },
    // Told in the clear it counts for nothing, and on a person's own machine it would bind every other program.
    strictTransportSecurity: publicUrl.startsWith('https:'),
  });

/** What browsers ask before a page of another origin calls: there is nothing here for such pages. */
const refusePreflight: RequestHandler = ({ method }, _response, next) => {
  if (method === 'OPTIONS') throw nothingHere();
  next();
};

/** An ETag guards acts here, it does not validate caches: a read is always answered in full. */
const neverCached: RequestHandler = (request, response, next) => {
  delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  response.set('Cache-Control', 'no-store');
  next();
};

function published(operations: readonly Operation[], { version, publicUrl, oidc }: Services): RequestHandler {
  const document = openApiDocument(operations, { version, publicUrl, issuer: oidc.issuer });
  return (_request, response) => {
    response.json(document);
  };
}

/** Paths stand whole in one router, so that logs and figures know every request by its pattern. */
function restRoutes(operations: readonly Operation[], services: Services): Router {
  const router = Router();
  for (const { method, path, handler } of operations) {
    router[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), handler(services));
  }
  return router;
}

const dateInHub = (now: Date): string => format(new TZDate(now, defaultCalendar.timeZone), 'yyyy-MM-dd');
