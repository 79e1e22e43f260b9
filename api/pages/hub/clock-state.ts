import type { CaseView } from '../../../records/case-view.js';
import type { Tag } from '../frame/ratings.js';

/** How a clock stands: running, missed, met, or met too late. */
export function clockState({
  breachedAt,
  settledAt,
}: Pick<CaseView['deadlines'][number], 'breachedAt' | 'settledAt'>): Tag {
  if (settledAt === null) {
    return breachedAt === null
      ? { text: 'Running', classes: 'govuk-tag--blue' }
      : { text: 'Missed', classes: 'govuk-tag--red' };
  }
  return breachedAt === null
    ? { text: 'Met', classes: 'govuk-tag--green' }
    : { text: 'Met too late', classes: 'govuk-tag--orange' };
}
