import { parseArgs } from 'node:util';
import { outcomeCodes, type OutcomeCode } from '../../domain/decisions.js';
import { agencies, ratings, type AgencyCode, type Rating } from '../../domain/policy.js';
import { demonstrationSecret } from '../../runtime/environment.js';
import { CannotBegin } from './failure.js';

/** Where the clients' secrets come from: one for all personas, or a file with a client for each. */
type CredentialSource =
  { readonly kind: 'one-secret'; readonly secret: string } | { readonly kind: 'file'; readonly path: string };

/** What the person asked the journey to do. */
export interface Options {
  readonly file: string;
  /** Of the service, without a slash at its end. */
  readonly url: string;
  /** Of the OIDC provider, without a slash at its end. */
  readonly issuer: string;
  readonly credentials: CredentialSource;
  /** The persona who submits. */
  readonly submitter: string;
  /** Undefined: as the referral suggests. */
  readonly rating: Rating | undefined;
  readonly outcome: OutcomeCode;
  /** The agency that misses its deadline. */
  readonly late: AgencyCode | undefined;
  readonly mail: 'shown' | 'left-out';
}

const shape = {
  late: { type: 'string' },
  url: { type: 'string', default: `http://localhost:${process.env.PORT ?? '3000'}` },
  issuer: { type: 'string' },
  secret: { type: 'string' },
  credentials: { type: 'string' },
  as: { type: 'string', default: 'school-system' },
  rating: { type: 'string' },
  outcome: { type: 'string', default: 'child-and-family-assessment' },
  'no-mail': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const agencyCodes = agencies.map(({ code }) => code);

/** What `--help` says. */
export const help = `Takes a referral through the whole process of the service, over its public API: submitted, acknowledged, screened,
checked by the agencies, decided, the outcome told, closed. Shows each step, its time and the messages sent.

  npm run journey -- <referral file> [options]

  --late <agency>       lets this agency miss its deadline, to watch the reminders and the escalation; for a service
                        that was started with DEMO_POLICY=seconds
                        (${agencyCodes.join(', ')})
  --rating <rating>     ${ratings.join(', ')}; amber when left out, red for a child in immediate danger
  --outcome <outcome>   decided for every child; ${shape.outcome.default} when left out
                        (${outcomeCodes.join(', ')})
  --as <persona>        who submits the referral; ${shape.as.default} when left out
  --no-mail             does not look at the messages that the embedded stack caught

  --url <address>       of the service; ${shape.url.default} when left out
  --issuer <address>    of the OIDC provider; /oidc of the service when left out
  --secret <secret>     of all demonstration clients; demo when left out
  --credentials <file>  for a provider of your own, in place of --secret: JSON that gives each persona (the submitter,
                        decision-maker, hub-manager and the code of every agency) its client for client_credentials:
                        { "police": { "clientId": "…", "clientSecret": "…" }, … }

  It ends with 0 when all steps are done, with 1 when a step failed, with 2 when it could not begin.
  NO_COLOR is respected.

  npm run journey -- examples/referral-school.json
  npm run journey -- examples/referral-school.json --late police
`;

/**
 * Reads the command line.
 * @returns undefined where the person asks for help
 * @throws CannotBegin for an option that is unknown, or whose value means nothing
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined) throw new CannotBegin('Name a referral file, such as examples/referral-school.json.');
  if (more.length > 0) throw new CannotBegin(`Name one referral file, not ${more.length + 1}.`);
  const url = address('--url', values.url);
  return {
    file,
    url,
    issuer: values.issuer === undefined ? `${url}/oidc` : address('--issuer', values.issuer),
    credentials: credentialSource(values),
    submitter: values.as,
    rating: values.rating === undefined ? undefined : oneOf('--rating', values.rating, ratings),
    outcome: oneOf('--outcome', values.outcome, outcomeCodes),
    late: values.late === undefined ? undefined : oneOf('--late', values.late, agencyCodes),
    mail: values['no-mail'] ? 'left-out' : 'shown',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: shape, allowPositionals: true });
  } catch (error) {
    // Node adds advice on positional arguments after the first sentence, which misleads behind `npm run`.
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new CannotBegin(`${sentence}. See npm run journey -- --help.`);
  }
}

function credentialSource({ secret, credentials }: { secret?: string; credentials?: string }): CredentialSource {
  if (credentials === undefined) return { kind: 'one-secret', secret: secret ?? demonstrationSecret };
  if (secret === undefined) return { kind: 'file', path: credentials };
  throw new CannotBegin('Give --secret or --credentials, not both.');
}

function oneOf<Word extends string>(option: string, given: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === given);
  if (word === undefined) throw new CannotBegin(`${option} is "${given}": choose one of ${words.join(', ')}.`);
  return word;
}

function address(option: string, given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isUsable = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '';
  if (!isUsable) throw new CannotBegin(`${option} is "${given}": give an address such as http://localhost:3000.`);
  return given.replace(/\/+$/, '');
}
