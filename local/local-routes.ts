import express, { type RequestHandler } from 'express';
import { signInAs } from './choosing-persona.js';
import { storedMail } from './mail-store.js';
import { switchMail } from './mail-switch.js';

/**
 * What only the embedded stack offers, open to anyone on this machine: the caught mail, newest last, the switch that makes the
 * mail server refuse connections, and signing a browser in as any persona.
 * @param dataDir an absolute path
 */
export function localRoutes(dataDir: string): RequestHandler {
  const router = express.Router();
  router.get('/mail', async (_request, response) => {
    response.set('Cache-Control', 'no-store').json(await storedMail(dataDir));
  });
  router.post('/mail/outage', express.text({ type: () => true }), async (request, response) => {
    const on = switchOf(request.body);
    if (on === undefined) {
      response
        .status(400)
        .type('application/problem+json')
        .json({
          type: 'about:blank',
          title: 'Not a switch',
          status: 400,
          detail: 'Send { "on": true } to take the mail server out of service, { "on": false } to bring it back.',
          code: 'input-invalid',
          errors: [{ pointer: '/on', detail: 'Must be true or false.' }],
        });
      return;
    }
    await switchMail(on ? 'out' : 'open');
    response.json({ on });
  });
  router.get('/sign-in/:persona', signInAs);
  return router;
}

/** Whatever the body is called: this is typed by hand into terminals. */
function switchOf(body: unknown): boolean | undefined {
  try {
    const { on } = JSON.parse(String(body)) as { on?: unknown };
    return typeof on === 'boolean' ? on : undefined;
  } catch {
    return undefined;
  }
}
