import { Router } from 'express';
import { z } from 'zod';
import { agencyNames } from '../../../records/agency-names.js';
import type { FoundCase } from '../../../records/case-lookup.js';
import { readCase } from '../../../records/case-view.js';
import { readChronology, type NamedEntry } from '../../../records/chronology.js';
import type { Database } from '../../../records/database.js';
import { aCase } from '../../rest/places.js';
import { recordGiven } from '../../security/looks.js';
import { askedBy, looks, together, type PageRoute, type Shown } from '../frame/page.js';
import type { Services } from '../../services.js';
import { onlySignedIn } from '../frame/visitor.js';
import { titleOf, topOf } from './case-frame.js';
import { casePdf } from './case-pdf.js';
import { printSections, sectionNames, sectionsOf, type PrintSection, type SectionName } from './print-sections.js';

const sectionName = z.enum(sectionNames);
const query = z.object({ section: sectionName.transform((name) => [name]).or(z.array(sectionName)) });

/** Of what is printed before anything is chosen. */
const usualSections: readonly SectionName[] = ['overview', 'people', 'referral', 'screening', 'answers', 'decision'];

/** A chronology longer than that is printed as far as it goes, and read on its own page. */
const longestPrinted = 2000;

/** The chosen sections of a case, to be printed from a browser. */
const print = looks({
  path: '/cases/:reference/print',
  permission: 'see-case',
  place: aCase,
  query,
  show: async (services, asked) => {
    const chosen = asked.query.section ?? usualSections;
    const { view, sections } = await printed(services, asked, chosen);
    return {
      template: 'hub/print',
      title: titleOf(view, '/print'),
      view: {
        ...{ back: '/board', top: topOf(asked, view, '/print'), sections },
        path: `/cases/${view.reference}/print`,
        choices: sectionNames.map((name) => ({
          ...{ value: name, text: printSections[name].says, checked: chosen.includes(name) },
        })),
      },
    };
  },
});

async function printed(
  { record: { database }, hubId }: Services,
  { sight, sightFor, now }: Pick<Shown<'see-case', FoundCase>, 'sight' | 'sightFor' | 'now'>,
  chosen: readonly SectionName[],
): Promise<{ view: Awaited<ReturnType<typeof readCase>>; sections: PrintSection[] }> {
  const [view, entries, called] = await Promise.all([
    readCase(database, sight),
    chosen.includes('chronology') ? allEntries(database, sightFor('see-events')) : Promise.resolve([]),
    agencyNames(database.reads, hubId),
  ]);
  return { view, sections: sectionsOf(chosen, { view, entries, now, called }) };
}

const allEntries = async (
  database: Database,
  sight: Parameters<typeof readChronology>[1],
): Promise<readonly NamedEntry[]> =>
  (await readChronology(database, sight, { newestFirst: false, limit: longestPrinted })).items;

/** The same as a PDF. Its name is the reference, and that it was taken away is kept. */
const pdf: PageRoute = ({ services }) => {
  const router = Router();
  router.get('/cases/:reference/print.pdf', onlySignedIn, async (request, response) => {
    const asked = await askedBy(services, request, { permission: 'see-case', place: aCase });
    const chosen = query.safeParse(request.query).data?.section ?? usualSections;
    const { view, sections } = await printed(services, asked, chosen);
    const bytes = await casePdf({ reference: view.reference, sections, by: asked.visitor.name, at: asked.now });
    await recordGiven(services, { request, response }, { kind: 'exported', items: sections.length });
    response.set({
      'Content-Type': 'application/pdf',
      'Content-Disposition': `attachment; filename="${view.reference}.pdf"`,
      'Cache-Control': 'no-store',
    });
    response.send(bytes);
  });
  return router;
};

export const printPages = together([print, pdf]);
