import { checksPerCase, Journey, type Site, type Times } from './journey.js';

/**
 * Takes cases through the whole process, so many at once: a new one begins when one has its outcome.
 * @returns the references of the cases
 */
export async function closedLoop(
  site: Site,
  { cases, concurrency }: { cases: number; concurrency: number },
  times: Times,
): Promise<string[]> {
  const journey = new Journey(site, times);
  const references: string[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < cases) {
      begun += 1;
      const inHand = await journey.open();
      references.push(inHand.reference);
      for (let check = 0; check < checksPerCase; check += 1) {
        await journey.readCheck(inHand, check);
        await journey.answer(inHand, check);
      }
      await journey.decide(inHand);
      await journey.untilTold(inHand);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return references;
}
