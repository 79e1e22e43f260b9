import type { Role } from '../../domain/roles.js';
import type { Scope } from '../../domain/scopes.js';
import type { Administration, ProgramClient } from './administration.js';

// The section "Keycloak" of docs/sign-in.md, step by step: what it does not tell is not done here either.

/** What the realm is told of the service. */
export interface DocumentedRealm {
  /** Its `PUBLIC_URL`, or those of several that are one client. */
  publicUrls: readonly string[];
  /** Its `OIDC_CLIENT_SECRET`. */
  clientSecret: string;
}

export const realmName = 'hub';
/** `OIDC_CLIENT_ID`. */
export const clientId = 'front-door';
/** `OIDC_AUDIENCE`. */
export const audience = 'front-door-api';
const scopeName = 'front-door';

const inRealm = (path: string): string => `/${realmName}${path}`;

/** A group by its name: what its members are here. */
export const groups = {
  'Hub workers': { role: 'hub-worker' },
  Auditors: { role: 'auditor' },
  'Police desk': { role: 'agency-worker', agency: 'police' },
  'Agency workers': { role: 'agency-worker' },
  Administrators: { role: 'administrator' },
} as const satisfies Record<string, { role: Role; agency?: string }>;
export type Group = keyof typeof groups;

/** Steps 1 to 4, and 6. */
export async function setUpRealm(administration: Administration, realm: DocumentedRealm): Promise<void> {
  await administration.make('', { realm: realmName, enabled: true });
  await createRoles(administration);
  await createAgency(administration);
  const client = await createWebClient(administration, realm);
  const scope = await createClaims(administration);
  await administration.put(inRealm(`/clients/${client}/default-client-scopes/${scope}`));
  await createLevels(administration);
}

/** 1. Roles, and groups that have them. */
async function createRoles(administration: Administration): Promise<void> {
  const roles: readonly Role[] = ['hub-worker', 'auditor', 'agency-worker', 'administrator', 'referrer-system'];
  for (const name of roles) await administration.make(inRealm('/roles'), { name });
  for (const [name, { role, ...rest }] of Object.entries(groups)) {
    const attributes = 'agency' in rest ? { agency: [rest.agency] } : {};
    const id = await administration.make(inRealm('/groups'), { name, attributes });
    await administration.make(inRealm(`/groups/${id}/role-mappings/realm`), [await roleNamed(administration, role)]);
  }
}

const roleNamed = (administration: Administration, role: Role): Promise<unknown> =>
  administration.read(inRealm(`/roles/${role}`));

/** 2. An attribute that administrators alone may set. */
async function createAgency(administration: Administration): Promise<void> {
  const profile = (await administration.read(inRealm('/users/profile'))) as { attributes: readonly unknown[] };
  const agency = { name: 'agency', permissions: { view: ['admin'], edit: ['admin'] } };
  await administration.put(inRealm('/users/profile'), { ...profile, attributes: [...profile.attributes, agency] });
}

/** 3. The client of the pages. */
function createWebClient(administration: Administration, realm: DocumentedRealm): Promise<string> {
  return administration.make(inRealm('/clients'), {
    ...client(clientId, { standardFlowEnabled: true, secret: realm.clientSecret }),
    redirectUris: realm.publicUrls.map((url) => `${url}/sign-in/callback`),
    attributes: {
      'post.logout.redirect.uris': realm.publicUrls.map((url) => `${url}/signed-out`).join('##'),
      'pkce.code.challenge.method': 'S256',
    },
  });
}

/** As the console makes one whose authentication is on: of the flows only those that are named. */
const client = (id: string, settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  clientId: id,
  protocol: 'openid-connect',
  publicClient: false,
  standardFlowEnabled: false,
  directAccessGrantsEnabled: false,
  implicitFlowEnabled: false,
  serviceAccountsEnabled: false,
  ...settings,
});

/** 4. The claims. @returns the id of their client scope */
function createClaims(administration: Administration): Promise<string> {
  const inBoth = { 'id.token.claim': 'true', 'access.token.claim': 'true' };
  return administration.make(inRealm('/client-scopes'), {
    name: scopeName,
    protocol: 'openid-connect',
    protocolMappers: [
      mapper('oidc-usermodel-realm-role-mapper', { 'claim.name': 'roles', multivalued: 'true', ...inBoth }),
      mapper('oidc-usermodel-attribute-mapper', {
        ...{ 'user.attribute': 'agency', 'claim.name': 'agency', 'jsonType.label': 'String' },
        ...{ 'aggregate.attrs': 'true', ...inBoth },
      }),
      mapper('oidc-audience-mapper', {
        ...{ 'included.custom.audience': audience, 'access.token.claim': 'true', 'id.token.claim': 'false' },
      }),
    ],
  });
}

const mapper = (kind: string, config: Readonly<Record<string, string>>): unknown => ({
  name: kind,
  protocol: 'openid-connect',
  protocolMapper: kind,
  config,
});

/** A system that asks by `client_credentials`. */
export interface Partner extends ProgramClient {
  /** Whether its tokens are for this service. */
  countsAtRest: boolean;
  /** What it may do; nothing where there are none. */
  limits: readonly Scope[];
}

/** 5. A partner's system. */
export async function addPartner(administration: Administration, partner: Partner): Promise<void> {
  const { id, secret, countsAtRest, limits } = partner;
  const made = await administration.make(inRealm('/clients'), client(id, { serviceAccountsEnabled: true, secret }));
  const account = (await administration.read(inRealm(`/clients/${made}/service-account-user`))) as { id: string };
  const role = await roleNamed(administration, 'referrer-system');
  await administration.make(inRealm(`/users/${account.id}/role-mappings/realm`), [role]);
  for (const name of [...(countsAtRest ? [scopeName] : []), ...limits]) {
    const scope = await idOf(administration, '/client-scopes', name);
    await administration.put(inRealm(`/clients/${made}/default-client-scopes/${scope}`));
  }
}

/** A client scope, which partners' systems can then be given. */
export const createScope = (administration: Administration, name: Scope): Promise<string> =>
  administration.make(inRealm('/client-scopes'), {
    name,
    protocol: 'openid-connect',
    attributes: { 'include.in.token.scope': 'true' },
  });

/** The value of `acr` for more than one factor. */
export const strongAcr = 'gold';

/** The steps of the flow by which people sign in, as its page has them: each in a flow, which may hold flows. */
const flow = 'browser with levels';
const steps: readonly FlowStep[] = [
  { within: flow, step: 'auth-cookie', requirement: 'ALTERNATIVE' },
  { within: flow, flow: 'factors', requirement: 'ALTERNATIVE' },
  { within: 'factors', flow: 'password', requirement: 'CONDITIONAL' },
  { within: 'password', step: 'conditional-level-of-authentication', requirement: 'REQUIRED', level: 1 },
  { within: 'password', step: 'auth-username-password-form', requirement: 'REQUIRED' },
  { within: 'factors', flow: 'one-time password', requirement: 'CONDITIONAL' },
  { within: 'one-time password', step: 'conditional-level-of-authentication', requirement: 'REQUIRED', level: 2 },
  { within: 'one-time password', step: 'auth-otp-form', requirement: 'REQUIRED' },
];

type FlowStep = { within: string; requirement: string } & ({ flow: string } | { step: string; level?: number });

/** 6. More than a factor. */
async function createLevels(administration: Administration): Promise<void> {
  const levels = JSON.stringify({ silver: 1, [strongAcr]: 2 });
  await administration.put(`/${realmName}`, { attributes: { 'acr.loa.map': levels } });
  await administration.make(inRealm('/authentication/flows'), {
    ...{ alias: flow, providerId: 'basic-flow', topLevel: true, builtIn: false },
  });
  for (const step of steps) await addStep(administration, step);
  await administration.put(`/${realmName}`, { browserFlow: flow });
}

async function addStep(administration: Administration, step: FlowStep): Promise<void> {
  const executions = inRealm(`/authentication/flows/${encodeURIComponent(step.within)}/executions`);
  const id =
    'flow' in step
      ? await addFlow(administration, executions, step.flow)
      : await administration.make(`${executions}/execution`, { provider: step.step });
  const all = (await administration.read(executions)) as { id: string; flowId?: string }[];
  const made = all.find((execution) => execution.id === id || execution.flowId === id);
  await administration.put(executions, { ...made, requirement: step.requirement });
  if (!('step' in step) || step.level === undefined) return;
  await administration.make(inRealm(`/authentication/executions/${id}/config`), {
    alias: `level ${step.level}`,
    config: { 'loa-condition-level': String(step.level), 'loa-max-age': '0' },
  });
}

const addFlow = (administration: Administration, executions: string, alias: string): Promise<string> =>
  administration.make(`${executions}/flow`, { alias, type: 'basic-flow', provider: '', description: '' });

/** Somebody whom an administrator of the realm has entered. */
export interface Person {
  username: string;
  firstName: string;
  lastName: string;
  password: string;
  group: Group;
  /** Of their own, besides what their group has. */
  agency?: string;
  /** What their telephone makes one-time passwords of, where they have such a second factor. */
  otpSecret?: string;
}

export async function addPerson(administration: Administration, person: Person): Promise<void> {
  const { username, firstName, lastName, password, group, agency, otpSecret } = person;
  const made = await administration.make(inRealm('/users'), {
    ...{ username, firstName, lastName, email: `${username}@hub.example`, enabled: true },
    attributes: agency === undefined ? {} : { agency: [agency] },
    credentials: [
      { type: 'password', value: password, temporary: false },
      ...(otpSecret === undefined ? [] : [oneTimePasswords(otpSecret)]),
    ],
  });
  await administration.put(inRealm(`/users/${made}/groups/${await idOf(administration, '/groups', group)}`));
}

const oneTimePasswords = (value: string): unknown => ({
  type: 'otp',
  secretData: JSON.stringify({ value }),
  credentialData: JSON.stringify({ subType: 'totp', digits: 6, period: 30, algorithm: 'HmacSHA1' }),
});

/** Takes somebody's role away by moving them to another group. */
export async function move(administration: Administration, username: string, from: Group, to: Group): Promise<void> {
  const person = await personNamed(administration, username);
  await administration.remove(inRealm(`/users/${person}/groups/${await idOf(administration, '/groups', from)}`));
  await administration.put(inRealm(`/users/${person}/groups/${await idOf(administration, '/groups', to)}`));
}

/** Switches somebody's account off at the provider. */
export async function switchOff(administration: Administration, username: string): Promise<void> {
  const person = await personNamed(administration, username);
  await administration.put(inRealm(`/users/${person}`), { enabled: false });
}

async function personNamed(administration: Administration, username: string): Promise<string> {
  const [found] = (await administration.read(inRealm(`/users?exact=true&username=${username}`))) as { id: string }[];
  if (found === undefined) throw new Error(`Nobody is called ${username}`);
  return found.id;
}

async function idOf(administration: Administration, where: string, name: string): Promise<string> {
  const all = (await administration.read(inRealm(where))) as { id: string; name: string }[];
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`The realm has no ${name}`);
  return found.id;
}
