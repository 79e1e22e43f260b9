import { languageOf } from '../frame/language.js';
import { tells, together, type PageRoute } from '../frame/page.js';
import { inLanguage, type Language } from '../frame/words.js';
import { textPages, type TextPage } from './texts.js';

/** Help, and what the law wants to be told: for everybody, signed in or not. */
export const aboutPages: PageRoute = together(
  textPages.map((page) => tells(page.path, (request) => textPage(page, languageOf(request)))),
);

const textPage = ({ title, parts }: TextPage, language: Language) => ({
  template: 'about/text' as const,
  title: inLanguage(title, language),
  bilingual: true as const,
  view: {
    parts: parts.map(({ heading = '', paragraphs = [], list = [] }) => ({
      heading: inLanguage(heading, language),
      paragraphs: paragraphs.map((words) => inLanguage(words, language)),
      list: list.map((words) => inLanguage(words, language)),
    })),
  },
});
