import { z } from 'zod';
import { documentStates, type DocumentState } from '../../../domain/documents.js';
import { readCase, type CaseView } from '../../../records/case-view.js';
import { listDocuments, type CaseDocumentView } from '../../../records/document-sights.js';
import { aCase } from '../../rest/places.js';
import { download, pathOfDocument } from '../frame/download.js';
import { whatItIs } from '../frame/files-view.js';
import { inHub } from '../frame/formats.js';
import { looks, together } from '../frame/page.js';
import { titleOf, topOf } from './case-frame.js';
import { calledAgency } from './checks-shown.js';
import type { Tag } from '../frame/ratings.js';

/** A file of a case as a row. */
interface DocumentRow {
  name: string;
  /** Null where it is shown to nobody. */
  href: string | null;
  what: string;
  partOf: string;
  by: string;
  at: string;
  state: Tag;
}

const stateClasses: Readonly<Record<DocumentState, string>> = {
  quarantined: 'govuk-tag--grey',
  clean: 'govuk-tag--green',
  unscanned: 'govuk-tag--yellow',
  infected: 'govuk-tag--red',
};

const documentRow = (document: CaseDocumentView, { checks }: Pick<CaseView, 'checks'>): DocumentRow => {
  const { name, state, check, by = '', at } = document;
  const answered = checks.find(({ id }) => id === check);
  return {
    ...{ name, href: documentStates[state].isShown ? pathOfDocument(document) : null },
    ...{ what: whatItIs(document, 'en'), by, at: inHub(at) },
    partOf: answered === undefined ? 'Referral' : `Answer of ${calledAgency(answered)}`,
    state: { text: documentStates[state].says, classes: stateClasses[state] },
  };
};

const documents = looks({
  path: '/cases/:reference/documents',
  permission: 'see-case',
  place: aCase,
  query: z.object({}),
  show: async ({ record }, asked) => {
    const [view, files] = await Promise.all([
      readCase(record.database, asked.sight),
      listDocuments(record.database, asked.sightFor('see-documents')),
    ]);
    return {
      template: 'hub/documents',
      title: titleOf(view, '/documents'),
      view: {
        ...{ back: '/board', top: topOf(asked, view, '/documents') },
        documents: files.map((file) => documentRow(file, view)),
      },
    };
  },
});

/** The files of a case, and each to be taken away. */
export const caseDocuments = together([documents, download]);
