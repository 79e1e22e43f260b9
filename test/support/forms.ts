/**
 * A form as it stands on a page, ready to be sent: everything hidden, typed or chosen in it.
 * @param action where it leads; its path
 * @throws Error if there is none
 */
export function formIn(html: string, action: string): URLSearchParams {
  const form = html.split(/<form /).find((part) => part.includes(`action="${action}"`));
  if (form === undefined) throw new Error(`There is no form that leads to ${action}`);
  const inside = form.split('</form>')[0] ?? '';
  const fields = new URLSearchParams();
  for (const [input] of inside.matchAll(/<input [^>]*>/g)) {
    const name = attribute(input, 'name');
    const isChoice = /type="(checkbox|radio)"/.test(input);
    if (name !== '' && (!isChoice || input.includes(' checked'))) fields.append(name, attribute(input, 'value'));
  }
  for (const [, tag = '', text = ''] of inside.matchAll(/<textarea ([^>]*)>([^<]*)<\/textarea>/g)) {
    fields.append(attribute(tag, 'name'), plain(text));
  }
  return fields;
}

/** The names of the fields of a page that are typed into. */
export function typedFieldsIn(html: string): string[] {
  const inputs = [...html.matchAll(/<input [^>]*>/g)].map(([tag]) => tag);
  const typed = inputs.filter((tag) => /type="(text|email|tel|search)"/.test(tag)).map((tag) => attribute(tag, 'name'));
  const areas = [...html.matchAll(/<textarea ([^>]*)>/g)].map(([, tag = '']) => attribute(tag, 'name'));
  return [...new Set([...typed, ...areas])].filter((name) => name !== '');
}

const attribute = (tag: string, name: string): string =>
  plain(new RegExp(` ?\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" },
  ...{ '#92': '\\', '#96': '`' },
};

/** Text as it was before it was escaped for a page. */
export const plain = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|#39|#92|#96);/g, (_whole, name: string) => entities[name] ?? '');
