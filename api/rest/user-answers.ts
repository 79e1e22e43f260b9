import { z } from 'zod';
import { roles } from '../../domain/roles.js';
import { id, next } from './answer-fields.js';

export const colleaguesAnswer = z
  .object({
    items: z.array(
      z.object({ id: id(), name: z.string(), roles: z.array(z.enum(roles)), agency: z.string().nullable() }),
    ),
    next,
  })
  .meta({ id: 'Colleagues' });

export const usersAnswer = z
  .object({
    items: z.array(
      z.object({
        id: id(),
        name: z.string(),
        roles: z.array(z.enum(roles)),
        agency: z.string().nullable(),
        enabled: z.boolean(),
        sessions: z.int().meta({ description: 'Sessions of browsers that have not been ended.' }),
      }),
    ),
    next,
  })
  .meta({ id: 'Users' });

export const switchedUserAnswer = z
  .object({ id: id(), enabled: z.boolean(), sessionsEnded: z.int() })
  .meta({ id: 'SwitchedUser' });
