import { z } from 'zod';
import { roleChangeStates } from '../../domain/role-changes.js';
import { roles } from '../../domain/roles.js';
import { id, instant, next } from './answer-fields.js';

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
        given: z.array(z.enum(roles)).meta({ description: 'Of their roles, those that they were given here.' }),
        taken: z
          .array(z.enum(roles))
          .meta({ description: 'Roles that were taken from them here, whatever the provider says.' }),
        enabled: z.boolean(),
        sessions: z.int().meta({ description: 'Sessions of browsers that have not been ended.' }),
      }),
    ),
    next,
  })
  .meta({ id: 'Users' });

export const userSessionsAnswer = z
  .object({
    items: z.array(
      z.object({
        signedInAt: instant(),
        seenAt: instant().meta({ description: 'When it was last used, to the minute.' }),
      }),
    ),
    next,
  })
  .meta({ id: 'UserSessions' });

export const switchedUserAnswer = z
  .object({ id: id(), enabled: z.boolean(), sessionsEnded: z.int() })
  .meta({ id: 'SwitchedUser' });

const somebody = z.object({ id: id(), name: z.string() });

export const roleChangesAnswer = z
  .object({
    items: z.array(
      z.object({
        id: id(),
        user: somebody,
        add: z.array(z.enum(roles)),
        remove: z.array(z.enum(roles)),
        agency: z.string().optional().meta({ description: 'Code of an agency, or "as-provider".' }),
        reason: z.string(),
        state: z.enum(roleChangeStates),
        proposedBy: somebody,
        proposedAt: instant(),
        expiresAt: instant(),
        decidedBy: somebody.optional(),
        decidedAt: instant().optional(),
        refusal: z.string().optional(),
      }),
    ),
    next,
  })
  .meta({ id: 'RoleChanges' });

export const proposedRoleChangeAnswer = z
  .object({
    id: id(),
    user: id(),
    expiresAt: instant(),
    approvers: z.int().meta({ description: 'How many administrators may approve it.' }),
    says: z.string().meta({ description: 'What becomes of it now, for a person.' }),
  })
  .meta({ id: 'ProposedRoleChange' });

export const decidedRoleChangeAnswer = z
  .object({ id: id(), user: id(), state: z.enum(['approved', 'refused', 'withdrawn']) })
  .meta({ id: 'DecidedRoleChange' });
