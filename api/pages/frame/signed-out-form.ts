import type { RequestHandler } from 'express';
import { csrfTokenOf, isFromHere } from '../../security/sessions.js';
import { languageOf } from './language.js';
import { wantsPage } from './page-refusals.js';
import type { PageContext } from './page.js';
import { sentBy, unseenFields } from './sent-fields.js';
import { signedOut, signedOutTitle, visitorOf } from './visitor.js';
import { inLanguage } from './words.js';

/**
 * Nobody is signed in any more: what the form holds stays on the page, to go on with after signing in.
 * @param signIn where that is done
 */
export const keptForWhoIsSignedOut =
  ({ sendPage }: Pick<PageContext, 'sendPage'>, signIn = '/sign-in'): RequestHandler =>
  (request, response, next) => {
    if (visitorOf(request) !== undefined) {
      next();
      return;
    }
    if (!isFromHere(request) || !wantsPage(request)) throw signedOut();
    sendPage(request, response, {
      template: 'frame/signed-out-form',
      title: inLanguage(signedOutTitle, languageOf(request)),
      view: {
        action: request.originalUrl,
        fields: unseenFields(sentBy(request)),
        csrfToken: csrfTokenOf(request),
        signIn,
      },
      bilingual: true,
      status: 403,
    });
  };
