import { z } from 'zod';
import type { ContactDetails } from '../../records/contact-acts.js';
import type { AgencyDetails, HubDetails } from '../../records/directory-acts.js';
import { line, mailAddress, optional, text, withRule, yesOrNo } from './fields.js';

/** How to reach the hub, as a whole: what is left out is taken away. */
export const hubBody: z.ZodType<HubDetails> = z.strictObject({
  phone: optional(line()),
  replyEmail: optional(mailAddress()),
});

/** The details of an agency, as a whole. */
export const agencyBody: z.ZodType<AgencyDetails> = z.strictObject({
  name: line(),
  email: mailAddress(),
  phone: optional(line()),
  howToReach: optional(text()),
});

/** The details of a contact, as a whole. */
export const contactBody: z.ZodType<ContactDetails> = withRule(
  z.strictObject({
    name: line(),
    role: line(),
    phone: optional(line()),
    email: optional(mailAddress()),
    outOfHours: yesOrNo(),
  }),
  ({ phone, email }, refuse) => {
    if (phone === undefined && email === undefined) refuse(['phone'], 'Give a telephone number or an e-mail address.');
  },
);
