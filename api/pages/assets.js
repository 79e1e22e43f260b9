// Makes what browsers load beside the pages, in api/pages/assets/made: the style sheet of the two design systems in the generic look
// (not the colours, fonts and emblems of GOV.UK, which only its own services may use), and their script. Run at install.
import { copyFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';

const made = new URL('./assets/made/', import.meta.url);
const images = new URL('../../node_modules/@ministryofjustice/frontend/moj/assets/images/', import.meta.url);
const script = new URL('../../node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js', import.meta.url);

// What an image runs was made before: it has no compiler of style sheets, and needs none.
if (existsSync(new URL('../../node_modules/sass', import.meta.url))) {
  const { compile, Logger } = await import('sass');
  mkdirSync(made, { recursive: true });
  const { css } = compile(new URL('./assets/front-door.scss', import.meta.url).pathname, {
    loadPaths: [new URL('../../', import.meta.url).pathname],
    style: 'compressed',
    quietDeps: true,
    logger: Logger.silent,
    silenceDeprecations: ['import'],
  });
  writeFileSync(new URL('front-door.css', made), css);
  cpSync(images, new URL('images/', made), { recursive: true });
  copyFileSync(script, new URL('govuk-frontend.js', made));
}
