import { condition, defineSignal, proxyActivities, setHandler, uuid4 } from '@temporalio/workflow';
import { signals, type ScreenedCase, type TextbookActivities } from './process.js';

const activities = proxyActivities<TextbookActivities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' },
});
const screened = defineSignal<[ScreenedCase]>(signals.screened);
const answered = defineSignal<[string]>(signals.answered);
const decided = defineSignal(signals.decided);

/**
 * The textbook shape: the workflow keeps the state of the case, every act is a signal, every check has an activity that asks
 * and a timer, and activities keep a status row in step.
 */
export async function textbookCase(caseId: string): Promise<void> {
  let screening: ScreenedCase | undefined;
  let isDecided = false;
  const answers = new Set<string>();
  setHandler(screened, (given) => {
    screening = given;
  });
  setHandler(answered, (checkId) => {
    answers.add(checkId);
  });
  setHandler(decided, () => {
    isDecided = true;
  });

  await activities.acknowledge(caseId);
  await condition(() => screening !== undefined);
  await activities.setStatus(caseId, 'checks');
  await askAll(caseId, screening ?? { agencies: [], milliseconds: 0 }, answers);
  await activities.setStatus(caseId, 'decision');
  await condition(() => isDecided);
  await activities.tellOutcome(caseId);
  await activities.setStatus(caseId, 'closed');
}

async function askAll(
  caseId: string,
  { agencies, milliseconds }: ScreenedCase,
  answers: ReadonlySet<string>,
): Promise<void> {
  const dueAt = new Date(Date.now() + milliseconds).toISOString();
  await Promise.all(
    agencies.map(async (agency) => {
      const check = { id: uuid4(), agency, dueAt };
      await activities.askAgency(caseId, check);
      if (await condition(() => answers.has(check.id), milliseconds)) return;
      await activities.remindAgency(caseId, check);
      await condition(() => answers.has(check.id));
    }),
  );
}
