import { everyone } from '../support/identities.js';
import type { TestService } from '../support/service.js';

/** Has everyone of the tests ask once, so that the record knows them. */
export async function everyoneKnown(service: TestService): Promise<void> {
  await Promise.all(everyone.map((name) => service.as(name).get('/api/cases')));
}

/** The id of the user whom the provider calls by a subject. */
export async function userIdOf({ database }: TestService, subject: string): Promise<string> {
  const { id } = await database.trees.user.findFirstOrThrow({ where: { subject } });
  return id;
}
