import { z } from 'zod';

/*
 * The fields that answers are made of.
 */

/** RFC 3339, UTC. */
export const instant = (): z.ZodString => z.string().meta({ format: 'date-time' });

/** `YYYY-MM-DD`. */
export const date = (): z.ZodString => z.string().meta({ format: 'date' });

export const id = (): z.ZodString => z.string().meta({ format: 'uuid' });

/** Of every list. */
export const next = z.string().nullable().meta({ description: 'Cursor of the next page; null on the last.' });
