import { fileURLToPath } from 'node:url';
import type { Response } from 'express';
import nunjucks from 'nunjucks';

type Template =
  | ('start' | 'home' | 'sessions' | 'users' | 'user-act' | 'refused')
  | ('sign-in' | 'sign-in-again' | 'signed-in-again' | 'sign-out' | 'signed-out' | 'ask-code' | 'enter-code');

/** A page: what it is made of, what it is called, and what it shows. Its title never names anybody. */
export interface Page {
  template: Template;
  title: string;
  view: Readonly<Record<string, unknown>>;
  /** 200 when left out. */
  status?: number;
}

export type SendPage = (response: Response, page: Page) => void;

const folder = fileURLToPath(new URL('./templates', import.meta.url));

/**
 * Sends pages. They bring no script, and load and send nothing but from and to this service.
 * @param formTargets origins beside this service's to which a form may lead in the end
 */
export function openRendering(formTargets: readonly string[]): SendPage {
  const templates = new nunjucks.Environment(new nunjucks.FileSystemLoader(folder), {
    autoescape: true,
    throwOnUndefined: true,
  });
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return (response, { template, title, view, status = 200 }) => {
    const html = templates.render(`${template}.njk`, { errors: [], ...view, title });
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' });
    response.status(status).type('html').send(html);
  };
}
