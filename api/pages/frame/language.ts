import { Router, type Request } from 'express';
import { ownPath } from './own-path.js';
import { languages, type Language } from './words.js';

const cookieName = '__Host-language';
const keptMilliseconds = 365 * 24 * 60 * 60 * 1000;

/** The language in which somebody reads, as their browser remembers it; English for all others. */
export function languageOf({ headers }: Request): Language {
  const chosen = /(?:^|; )__Host-language=(\w+)/.exec(headers.cookie ?? '')?.[1];
  return languages.find((language) => language === chosen) ?? 'en';
}

/** Chooses a language and goes back to where somebody was. */
export function languagePages(publicUrl: string): Router {
  const router = Router();
  for (const language of languages) {
    router.get(`/language/${language}`, (request, response) => {
      const { to } = request.query;
      response.cookie(cookieName, language, {
        ...{ secure: true, httpOnly: true, sameSite: 'lax', path: '/', maxAge: keptMilliseconds },
      });
      response.redirect(303, ownPath(typeof to === 'string' ? to : null, publicUrl));
    });
  }
  return router;
}
