import { Router, type RequestHandler } from 'express';
import type { CalledAgency } from '../../../records/agency-names.js';
import { removeView, saveView } from '../../../records/saved-views.js';
import { theHub } from '../../rest/places.js';
import { comingFrom } from '../../security/looks.js';
import { formOfOurs } from '../../security/sessions.js';
import type { Services } from '../../services.js';
import { askedBy, type PageRoute } from '../frame/page.js';
import { onlySignedIn } from '../frame/visitor.js';
import { addressIn, boardAt, viewInWords } from './board-filter.js';

/** A view of the board that somebody saved, in words. */
export interface SavedViewShown {
  says: string;
  path: string;
  filter: string;
  isHere: boolean;
}

/**
 * @param here the address of the board as it is shown
 * @param called what agencies are called
 */
export const savedViewsShown = (filters: readonly string[], here: string, called: CalledAgency): SavedViewShown[] =>
  filters.map((filter) => {
    const address = addressIn(filter);
    const path = boardAt(address);
    return { filter, path, says: viewInWords(address, called), isHere: path === here };
  });

/** Saves and removes views of the board: forms of one button. */
export const savedViewPages: PageRoute = ({ services }) => {
  const router = Router();
  router.post('/board/views', onlySignedIn, formOfOurs, changeViews(services, saveView));
  router.post('/board/views/remove', onlySignedIn, formOfOurs, changeViews(services, removeView));
  return router;
};

const changeViews =
  (services: Services, change: typeof saveView): RequestHandler =>
  async (request, response) => {
    const { visitor, now } = await askedBy(services, request, { permission: 'see-board', place: theHub });
    const { filter } = (request.body ?? {}) as { filter?: unknown };
    // Whatever was sent, only what is a filter is kept, written in one way.
    const path = boardAt(addressIn(typeof filter === 'string' ? filter : ''));
    const kept = path.split('?')[1] ?? '';
    if (kept !== '') {
      await change(services.record.database, kept, {
        ...{ actor: visitor.actor, now, from: comingFrom(request, response) },
      });
    }
    response.redirect(303, path);
  };
