import type { RequestHandler } from 'express';
import { Refused } from '../../records/open-case.js';

/** What Temporal's UI sends beside the body; its second token, where it signs people in itself, means nothing here. */
const headersOfUi = 'Authorization, Authorization-Extras, Content-Type, X-Namespace';

/** How long a browser may remember that it may ask. */
const rememberedSeconds = 600;

/**
 * Lets the pages of Temporal's UI ask across origins (CORS), with whatever the browser holds of ours, and no other page: where a cookie
 * signs a person in, any page that they visit could otherwise ask in their name. What is no page sends no `Origin`, and passes.
 * @param origin of the UI's pages; undefined where no page may ask
 */
export const onlyTemporalUi =
  (origin: string | undefined): RequestHandler =>
  (request, response, next) => {
    const asking = request.get('origin');
    response.vary('Origin');
    if (asking === undefined) {
      next();
      return;
    }
    if (asking !== origin) throw foreignOrigin();
    response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' });
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response.set({
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': headersOfUi,
      'Access-Control-Max-Age': String(rememberedSeconds),
    });
    response.status(204).end();
  };

const foreignOrigin = (): Refused =>
  new Refused({
    code: 'foreign-origin',
    detail:
      'A page of another origin asks. Only the pages of Temporal’s UI may, whose origin is TEMPORAL_UI_ORIGIN here.',
  });
