import { Router, type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import type { Act } from '../../../domain/permissions.js';
import { nothingHere, Sight, type Asked } from '../../../records/sight.js';
import type { Place } from '../../rest/places.js';
import { givenWithTrace, noteFound, noteWanted } from '../../security/looks.js';
import { permit } from '../../security/permit.js';
import type { PageServices, Services } from '../../services.js';
import type { Page, SendPage } from './rendering.js';
import { onlySignedInBy, signedIn, type SignInPath, type Visitor } from './visitor.js';

/** Everything that a page is made with. */
export interface PageContext {
  readonly services: Services;
  readonly pages: PageServices;
  readonly sendPage: SendPage;
}

/** A part of the address space that pages answer. */
export type PageRoute = (context: PageContext) => Router;

/** What a page knows when it is asked for: who looks, at what, with which leave. */
export interface Shown<A extends Act, Target extends Asked> {
  readonly request: Request;
  readonly visitor: Visitor;
  readonly target: Target;
  readonly sight: Sight<A>;
  readonly now: Date;
  /** Leave for another act on the same. @throws Refused where there is none */
  readonly sightFor: <B extends Act>(act: B) => Sight<B>;
  /** Whether the visitor may do something with it: what they may not is not offered. */
  readonly may: (act: Act) => boolean;
}

/** A page to be looked at. */
export interface LookingPage<A extends Act, Target extends Asked, Query extends z.ZodObject> {
  /** As Express writes it: `/cases/:reference`. */
  path: `/${string}`;
  permission: A;
  place: Place<Target>;
  /** Parameters that are wrong, or not of it, count as left out: an address that was cut off or added to still shows its page. */
  query: Query;
  /** `/sign-in` when left out. */
  signIn?: SignInPath;
  show: (
    services: Services,
    asked: Shown<A, Target> & { query: Partial<z.output<Query>> },
  ) => Promise<Page & { items?: readonly unknown[] }>;
}

/** A page for people who are signed in, shown as its act allows, with the trace that looking leaves. */
export const looks =
  <const A extends Act, Target extends Asked, Query extends z.ZodObject>(
    page: LookingPage<A, Target, Query>,
  ): PageRoute =>
  ({ services, sendPage }) => {
    const router = Router();
    router.get(page.path, onlySignedInBy(page.signIn ?? '/sign-in'), async (request, response) => {
      const asked = await askedBy(services, request, page);
      const query = readQuery(page.query, request);
      const shown = await givenWithTrace(services, { request, response, query }, () =>
        page.show(services, { ...asked, query }),
      );
      sendPage(request, response, shown);
    });
    return router;
  };

/**
 * Who asks for what, with leave for it.
 * @throws Refused where there is none, or nothing
 */
export async function askedBy<A extends Act, Target extends Asked>(
  services: Services,
  request: Request,
  { permission, place }: Pick<LookingPage<A, Target, z.ZodObject>, 'permission' | 'place'>,
): Promise<Shown<A, Target>> {
  const visitor = signedIn(request);
  const { actor } = visitor;
  noteWanted(request, actor, { permission, place });
  const given = place.parameter === null ? '' : String(request.params[place.parameter]);
  const target = await place.find(services, actor, given);
  if (target === undefined) throw nothingHere();
  noteFound(request, target);
  return {
    ...{ request, visitor, target, now: services.clock.now() },
    sight: permit(actor, permission, target),
    sightFor: (act) => permit(actor, act, target),
    may: (act) => Sight.of(actor, act, target) instanceof Sight,
  };
}

function readQuery<Query extends z.ZodObject>(schema: Query, { query }: Request): Partial<z.output<Query>> {
  const fields = Object.entries(schema.shape).flatMap(([name, field]) => {
    const read = (field as z.ZodType).safeParse(query[name]);
    return read.success && read.data !== undefined ? [[name, read.data] as const] : [];
  });
  return Object.fromEntries(fields) as Partial<z.output<Query>>;
}

/** Several routes as one. */
export const together =
  (routes: readonly PageRoute[]): PageRoute =>
  (context) => {
    const router = Router();
    for (const route of routes) router.use(route(context));
    return router;
  };

/** A page that everybody may see, signed in or not, and that shows nothing of anyone: no look is kept. */
export const tells =
  (path: `/${string}`, page: (request: Request) => Page): PageRoute =>
  ({ sendPage }) => {
    const router = Router();
    const show: RequestHandler = (request, response) => {
      sendPage(request, response, page(request));
    };
    router.get(path, show);
    return router;
  };
