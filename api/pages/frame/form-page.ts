import { Router } from 'express';
import type { Act } from '../../../domain/permissions.js';
import type { Asked } from '../../../records/sight.js';
import { formRead } from '../../security/sessions.js';
import type { FormPage } from './asked-form.js';
import { draftKept, saysAnything } from './form-drafts.js';
import { receive } from './form-received.js';
import { showForm, type Filled } from './form-showing.js';
import { askedBy, type PageRoute } from './page.js';
import { keptForWhoIsSignedOut } from './signed-out-form.js';
import { onlySignedIn } from './visitor.js';

/** A form, and the act that it does. Whatever is refused, what was typed stands there again. */
export const asks =
  <const A extends Act, Target extends Asked, Body, Kept>(page: FormPage<A, Target, Body, Kept>): PageRoute =>
  (context) => {
    const { services } = context;
    const router = Router();
    router.get(page.path, onlySignedIn, async (request, response) => {
      const asked = await askedBy(services, request, page);
      const kept = await draftKept({ context, ...asked }, page.draft, asked.target);
      const sent = kept?.answers ?? {};
      const form = await page.form(services, { ...asked, sent, isPosted: false, more: undefined });
      const isBegun = saysAnything(sent);
      const filled: Filled = {
        // A form is kept whole: a box that was not ticked stays so.
        answers: isBegun ? sent : { ...form.initial },
        openedAt: asked.now.toISOString(),
        version: form.version,
        ...(isBegun && kept !== undefined ? { begunAt: kept.savedAt } : {}),
        ...(form.closed === undefined ? {} : { mistakes: [{ field: null, says: form.closed }] }),
      };
      await showForm({ request, response, context, keeps: page.draft !== undefined }, form, filled);
    });
    router.post(page.path, formRead, keptForWhoIsSignedOut(context), async (request, response) => {
      await receive(page, { request, response, context, keeps: page.draft !== undefined });
    });
    return router;
  };
