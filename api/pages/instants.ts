import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns';
import { defaultCalendar } from '../../domain/calendar.js';

/** An instant as people in the hub read it, by its time zone: `22 November 2026, 14:05`. */
export const inHub = (instant: Date): string =>
  format(new TZDate(instant, defaultCalendar.timeZone), 'd MMMM yyyy, HH:mm');
