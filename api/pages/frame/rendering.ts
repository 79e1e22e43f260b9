import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Request, Response } from 'express';
import nunjucks from 'nunjucks';
import { dateInWords, inHub } from './formats.js';
import { languageOf } from './language.js';
import { navigationFor } from './navigation.js';
import { visitorOf } from './visitor.js';
import { inLanguage } from './words.js';

/** A page: what it is made of, what it is called, and what it shows. Its title never names anybody. */
export interface Page {
  /** Folder and name of its template below api/pages, without the ending. */
  template: `${string}/${string}`;
  title: string;
  view: Readonly<Record<string, unknown>>;
  /** 200 when left out. */
  status?: number;
  /** It speaks the language of whoever reads it; all others are in English. */
  bilingual?: true;
}

export type SendPage = (request: Request, response: Response, page: Page) => void;

const pages = fileURLToPath(new URL('..', import.meta.url));
const folderOf = (module: string): string => dirname(fileURLToPath(import.meta.resolve(`${module}/package.json`)));

/** What the pages load: named after what it holds, so that a browser keeps it until it changes. */
export const assetsFolder = fileURLToPath(new URL('../assets', import.meta.url));
const loaded = [
  'made/front-door.css',
  'made/govuk-frontend.js',
  'front-door.js',
  'asked-if.js',
  'kept.js',
  'live-list.js',
  'session-warning.js',
] as const;

const versionOf = (file: string): string =>
  createHash('sha256')
    .update(readFileSync(`${assetsFolder}/${file}`))
    .digest('base64url')
    .slice(0, 12);

/**
 * Sends pages. They load and send nothing but from and to this service, and run no script but its own.
 * @param formTargets origins beside this service's to which a form may lead in the end
 */
export function openRendering(formTargets: readonly string[]): SendPage {
  const folders = [pages, `${folderOf('govuk-frontend')}/dist`, folderOf('@ministryofjustice/frontend')];
  const templates = new nunjucks.Environment(new nunjucks.FileSystemLoader(folders), { autoescape: true });
  const assets = Object.fromEntries(
    loaded.map((file) => [file.replace(/^made\//, ''), `/assets/${file}?${versionOf(file)}`]),
  );
  templates.addGlobal('assets', assets);
  templates.addFilter('said', inLanguage);
  templates.addFilter('breakable', breakable);
  templates.addFilter('written', asWritten);
  templates.addFilter('instant', inHub);
  templates.addFilter('date', dateInWords);
  return (request, response, { template, title, view, status = 200, bilingual }) => {
    const nonce = randomBytes(16).toString('base64');
    const visitor = visitorOf(request);
    const html = templates.render(`${template}.njk`, {
      ...{ errors: [], visitor: visitor ?? null, navigation: navigationFor(visitor, request.path) },
      ...{ path: request.path, address: request.path, cspNonce: nonce, isBilingual: bilingual === true },
      language: bilingual === true ? languageOf(request) : 'en',
      ...view,
      title,
    });
    response.set({ 'Content-Security-Policy': policyWith(nonce, formTargets), 'Cache-Control': 'no-store' });
    response.status(status).type('html').send(html);
  };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

/** A text in which an e-mail address that does not fit breaks where people read a pause, and the reference of a case nowhere. */
const breakable = (text: string): nunjucks.runtime.SafeString =>
  new nunjucks.runtime.SafeString(
    escapeHtml(text)
      .replaceAll('@', '<wbr>@')
      .replaceAll(/M\d\d-\w{4}-\w{3}/g, '<span class="fd-nowrap">$&</span>'),
  );

/** What somebody wrote, line by line as they wrote it: the macros of the design system would indent every line but the first. */
const asWritten = (text: string): nunjucks.runtime.SafeString =>
  new nunjucks.runtime.SafeString(escapeHtml(text).replaceAll('\n', '&#10;'));

const policyWith = (nonce: string, formTargets: readonly string[]): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
