import pg from 'pg';

/** The roles of the record that sign in: one owns and migrates it, one serves the application, and by one agencies read. */
const ownerRole = 'front_door_owner';
const applicationRole = 'front_door';
const agencyRole = 'front_door_agency_login';

/** Whose rights they have, of those that the migrations grant rights to and that cannot sign in. */
const rightsOf: Readonly<Record<string, string>> = {
  [applicationRole]: 'front_door_app',
  [agencyRole]: 'front_door_agency',
};

/** The addresses of one database for those who use it. */
export interface DatabaseUrls {
  readonly ownerUrl: string;
  readonly applicationUrl: string;
  /** For what agencies read. */
  readonly agencyUrl: string;
}

/** Where a server listens and how its roles sign in. */
export interface ServerAddress {
  readonly port: number;
  readonly passwordOf: (role: string) => string;
}

/** The URL of a database for a role. */
export function databaseUrl({ port, passwordOf }: ServerAddress, role: string, database: string): string {
  return `postgresql://${role}:${passwordOf(role)}@127.0.0.1:${port}/${database}`;
}

/** The URLs of a database for its owner, for the application, and for what agencies read. */
export function databaseUrls(server: ServerAddress, database: string): DatabaseUrls {
  return {
    ownerUrl: databaseUrl(server, ownerRole, database),
    applicationUrl: databaseUrl(server, applicationRole, database),
    agencyUrl: databaseUrl(server, agencyRole, database),
  };
}

/**
 * Creates the roles where they are not there yet. But for the owner's they own nothing and are no superusers; all they may do
 * comes from the roles whose rights they have.
 * @param administratorUrl the URL of a superuser
 */
export async function createRoles(administratorUrl: string, passwordOf: ServerAddress['passwordOf']): Promise<void> {
  await withClient(administratorUrl, async (client) => {
    const { rows } = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles');
    const known = new Set(rows.map(({ rolname }) => rolname));
    for (const role of [ownerRole, applicationRole, agencyRole]) {
      if (known.has(role)) continue;
      await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(passwordOf(role))}`);
    }
    for (const [role, rights] of Object.entries(rightsOf)) {
      if (known.has(rights)) continue;
      await client.query(`CREATE ROLE ${rights} NOLOGIN`);
      await client.query(`GRANT ${rights} TO ${role}`);
    }
  });
}

/**
 * Creates a database of the owner's where there is none of that name.
 * @param administratorUrl the URL of a superuser
 * @param template the database to copy, to which nobody may be connected; an empty one when left out
 */
export async function createDatabase(administratorUrl: string, name: string, template = 'template1'): Promise<void> {
  await withClient(administratorUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return;
    const [created, copied] = [name, template].map((each) => client.escapeIdentifier(each));
    await client.query(`CREATE DATABASE ${created} OWNER ${ownerRole} TEMPLATE ${copied}`);
  });
}

/** Ends every connection to a database: it can be copied only while it has none. */
export async function endConnections(administratorUrl: string, name: string): Promise<void> {
  await withClient(administratorUrl, async (client) => {
    await client.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [name]);
  });
}

/** Removes a database and whoever is connected to it. */
export async function dropDatabase(administratorUrl: string, name: string): Promise<void> {
  await withClient(administratorUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
  });
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
