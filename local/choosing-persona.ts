import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Provider } from 'oidc-provider';
import { personas, whatTheyAre, type Persona } from './personas.js';

const cookieName = 'front-door-persona';
/** Where the provider lives in the embedded stack; the cookie goes nowhere else. */
const providerPath = '/oidc';
const chosenForSeconds = 60;

/**
 * Begins a sign-in as a persona, by an address alone: the choice is left where the provider's page finds it, and the browser goes the
 * way of everyone who signs in. Whoever was signed in before in this browser is signed out of it.
 */
export const signInAs: RequestHandler = (request, response, next) => {
  const { persona } = request.params;
  if (!isPersona(persona)) {
    next();
    return;
  }
  response.cookie(cookieName, persona, {
    ...{ path: providerPath, httpOnly: true, sameSite: 'lax', maxAge: chosenForSeconds * 1000 },
  });
  response.clearCookie('__Host-front-door', { path: '/', secure: true, httpOnly: true, sameSite: 'lax' });
  response.redirect(303, '/sign-in');
};

/** The page on which a browser chooses who to be. There is no password: it is a demonstration, on loopback only. */
export function choosingPersona(provider: Provider): RequestHandler {
  const router = express.Router();
  router.get('/:uid', async (request, response) => {
    await provider.interactionDetails(request, response);
    const chosen = chosenBefore(request);
    if (chosen === undefined) sendChoice(response);
    else await finish(provider, request, response, chosen);
  });
  router.post('/:uid', express.urlencoded({ extended: false }), async (request, response) => {
    const { persona } = request.body as { persona?: unknown };
    if (isPersona(persona)) await finish(provider, request, response, persona);
    else response.redirect(303, request.originalUrl);
  });
  return router;
}

const isPersona = (name: unknown): name is string => personas.some(({ persona }) => persona === name);

function chosenBefore(request: Request): string | undefined {
  const chosen = new RegExp(`(?:^|; )${cookieName}=([a-z-]+)`).exec(request.headers.cookie ?? '')?.[1];
  return isPersona(chosen) ? chosen : undefined;
}

async function finish(provider: Provider, request: Request, response: Response, persona: string): Promise<void> {
  response.clearCookie(cookieName, { path: providerPath, httpOnly: true, sameSite: 'lax' });
  await provider.interactionFinished(request, response, { login: { accountId: persona } });
}

function sendChoice(response: Response): void {
  response.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
  });
  response.type('html').send(`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Choose who to be – demonstration</title>
    <link rel="icon" href="/assets/door.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/made/front-door.css">
  </head>
  <body class="govuk-template__body">
    <main class="govuk-width-container govuk-main-wrapper">
      <h1 class="govuk-heading-l">Choose who to be</h1>
      <p class="govuk-body">This is the sign-in provider of the demonstration. Nobody here is real, and there are no passwords.</p>
      <form method="post">
        <ul class="govuk-list people">${personas.map(button).join('')}</ul>
      </form>
    </main>
  </body>
</html>`);
}

const button = (one: Persona): string =>
  `<li><button class="govuk-button govuk-button--secondary" name="persona" value="${one.persona}">${one.displayName} (${whatTheyAre(one)})</button></li>`;
