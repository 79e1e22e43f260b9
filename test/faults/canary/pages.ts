import type { TestProvider } from '../../api/provider.js';
import { Browser, type Seen } from '../../support/browser.js';
import { mark } from './marks.js';
import type { Trace } from './traces.js';

const clock = { now: () => new Date() };

const traceOf = (place: string, { status, headers, html }: Seen): Trace => ({
  place: `page ${place}: ${status}`,
  left: `${JSON.stringify([...headers])}\n${html}`,
});

/** Looks at every page by a browser that is signed in and by one that is not. @returns each as it came, with its headers */
export async function lookAtPages(url: string, provider: TestProvider): Promise<Trace[]> {
  const [signedIn, visitor] = [new Browser(url, provider, clock), new Browser(url, provider, clock)];
  await signedIn.signIn('hub-manager');
  const word = mark('Page');
  const paths = [
    ...['/', '/account/sessions', '/users', '/sign-out', '/signed-out', '/sign-in'],
    ...[`/${word}`, `/?name=${word}`, `/users?cursor=${word}`, `/sign-in?to=https://${word}.example/`],
    ...[`/sign-in/callback?state=${word}&code=${word}`, `/sign-in/callback?error=${word}&error_description=${word}`],
  ];
  const traces: Trace[] = [];
  for (const browser of [signedIn, visitor])
    for (const path of browser === signedIn ? paths : paths.filter((each) => !each.startsWith('/users?')))
      traces.push(traceOf(path, await browser.get(path)));
  const declined = new URL(await visitor.comeBackAs('hub-worker'), url).searchParams.get('state') ?? '';
  const saying = new URLSearchParams({ state: declined, iss: provider.issuer, error: word, error_description: word });
  const forms = [
    traceOf('sign-in that was declined', await visitor.get(`/sign-in/callback?${saying.toString()}`)),
    traceOf('form without a token', await signedIn.post('/sign-out', { _csrf: word, [word]: word })),
  ];
  return [...traces, ...forms];
}
