import compression from 'compression';
import express, { Router, type RequestHandler } from 'express';
import { nothingHere } from '../../records/sight.js';
import { answerProblem, type AnswerProblem } from '../problem-answers.js';
import { actAs } from '../security/actor.js';
import type { Limit } from '../security/limits.js';
import { formRead, sessions } from '../security/sessions.js';
import type { Services } from '../services.js';
import { aboutPages } from './about/about-pages.js';
import { accountPages } from './account/account-pages.js';
import { askToSignInAgain, isForPrograms, refuseWithPage, wantsPage } from './frame/page-refusals.js';
import { agencyPages } from './agency/agency-pages.js';
import { codePages } from './account/code-pages.js';
import { hubPages } from './hub/hub-pages.js';
import { languagePages } from './frame/language.js';
import type { PageRoute } from './frame/page.js';
import { assetsFolder, openRendering } from './frame/rendering.js';
import { referrerPages } from './referrer/referrer-pages.js';
import { signInPages } from './account/sign-in-pages.js';
import { oversightPages } from './oversight/oversight-pages.js';
import { adminPages } from './admin/admin-pages.js';
import { recognize, visitorOf } from './frame/visitor.js';

export interface Pages {
  /** Takes the requests that are for pages, and leaves the others. */
  routes: RequestHandler;
  /** Answers with a page where somebody looks at it in a browser, with a problem document elsewhere. */
  refuse: AnswerProblem;
}

/** The pages by audience; each is a module of its own. */
const parts: readonly PageRoute[] = [aboutPages, hubPages, agencyPages, referrerPages, oversightPages, adminPages];

/**
 * The pages of the service; none where nobody signs in by a browser.
 * @param accounts how much each account may ask for, by token and in a browser together
 */
export function openPages(services: Services, accounts: Limit): Pages {
  const { pages, oidc, keys, publicUrl } = services;
  if (pages === undefined) return { routes: Router(), refuse: answerProblem };
  // Signing out leads on to the provider, and a form may lead only where its page says.
  const sendPage = openRendering([new URL(oidc.issuer).origin]);

  const routes = Router();
  routes.use(notForPrograms);
  // Only these are compressed: they hold no secret that the length of an answer could tell of.
  routes.use('/assets', compression(), express.static(assetsFolder, { index: false, maxAge: '1h' }));
  routes.use(languagePages(publicUrl));
  routes.use(...sessions(pages.store, keys));
  routes.use(recognize(services, pages));
  // Temporal's UI asks there in the name of whoever looks at it, and no other page may (security/temporal-ui.ts).
  routes.use('/codec', actAsVisitor);
  routes.use(limitVisitors(accounts));
  routes.use(accountPages(services, pages, sendPage));
  routes.use(signInPages(services, pages, sendPage));
  routes.use(codePages(services, pages, sendPage));
  for (const part of parts) routes.use(part({ services, pages, sendPage }));
  routes.use((request, _response, next) => {
    if (wantsPage(request)) throw nothingHere();
    next();
  });

  return {
    routes,
    refuse: (request, response, problem) => {
      if (!wantsPage(request)) answerProblem(request, response, problem);
      else if (problem.code === 'sign-in-again') askToSignInAgain(sendPage, request, response, problem);
      else refuseWithPage(sendPage, request, response, problem);
    },
  };
}

const actAsVisitor: RequestHandler = (request, _response, next) => {
  const visitor = visitorOf(request);
  if (visitor !== undefined) actAs(request, visitor.actor);
  next();
};

/** What is for programs is counted once it is known who asks. */
const limitVisitors =
  (accounts: Limit): RequestHandler =>
  async (request, response, next) => {
    const visitor = visitorOf(request);
    if (visitor === undefined || isForPrograms(request)) {
      next();
      return;
    }
    try {
      await accounts(visitor.actor.userId);
    } catch (error) {
      // What a form holds is read all the same: it stands on the page that asks its sender to wait.
      formRead(request, response, () => {
        next(error);
      });
      return;
    }
    next();
  };

/**
 * The API knows tokens only: what a browser sends along by itself must not act there. Nor does a request of it try the path of every page
 * before its own.
 */
const notForPrograms: RequestHandler = ({ path }, _response, next) => {
  if (/^\/api(\/|$)/.test(path)) next('router');
  else next();
};
