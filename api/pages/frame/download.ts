import { Router } from 'express';
import { readDocument } from '../../../records/document-sights.js';
import { Refused } from '../../../records/open-case.js';
import { aDocument } from '../../rest/places.js';
import { recordGiven } from '../../security/looks.js';
import { askedBy, type PageRoute } from './page.js';
import { onlySignedIn } from './visitor.js';

/** Where a file that was sent in is taken away. */
export const pathOfDocument = ({ id }: { id: string }): string => `/documents/${id}`;

/**
 * A file that was sent in, for whoever may see it: always to be saved, never shown by a browser, and that it was taken away is kept before it
 * is given.
 */
export const download: PageRoute = ({ services }) => {
  const router = Router();
  router.get('/documents/:document', onlySignedIn, async (request, response) => {
    const { sight, target } = await askedBy(services, request, { permission: 'see-documents', place: aDocument });
    const file = await readDocument(services.record.database, sight, target.documentId);
    if ('refused' in file) throw new Refused(file.refused);
    const { name, type, bytes } = file.done;
    await recordGiven(services, { request, response }, { kind: 'exported' });
    response.attachment(name).set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }).type(type);
    response.send(bytes);
  });
  return router;
};
