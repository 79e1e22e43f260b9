/** The languages of what is for referrers, their pages and mails. Everything else is in English. */
export const languages = ['en', 'cy'] as const;
export type Language = (typeof languages)[number];
