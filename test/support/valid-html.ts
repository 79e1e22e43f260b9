import { HtmlValidate } from 'html-validate';

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // How it is written, not what it says; and what the design systems have decided for themselves.
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'no-inline-style': 'error',
    'prefer-native-element': 'off',
    'no-redundant-role': 'off',
    'tel-non-breaking': 'off',
    'require-sri': 'off',
    'long-title': 'off',
    'form-dup-name': 'off',
    // Where forms stand side by side on a page, each has its own token under the same name.
    'no-redundant-for': 'off',
  },
});

/** What is not valid in a page of HTML, by its rule and place. */
export async function mistakesInHtml(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
  );
}
