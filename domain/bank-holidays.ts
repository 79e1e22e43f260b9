/**
 * Bank holidays of England and Wales, as published on https://www.gov.uk/bank-holidays (for programs:
 * https://www.gov.uk/bank-holidays.json, division `england-and-wales`). A day that falls on a weekend stands here as its
 * substitute weekday. Proclaimed one-off holidays are added when they are published; the list then gets a new calendar version.
 */
export const bankHolidays: readonly string[] = [
  '2026-01-01', // New Year's Day
  '2026-04-03', // Good Friday
  '2026-04-06', // Easter Monday
  '2026-05-04', // Early May
  '2026-05-25', // Spring
  '2026-08-31', // Summer
  '2026-12-25', // Christmas Day
  '2026-12-28', // Boxing Day, substitute

  '2027-01-01', // New Year's Day
  '2027-03-26', // Good Friday
  '2027-03-29', // Easter Monday
  '2027-05-03', // Early May
  '2027-05-31', // Spring
  '2027-08-30', // Summer
  '2027-12-27', // Christmas Day, substitute
  '2027-12-28', // Boxing Day, substitute

  '2028-01-03', // New Year's Day, substitute
  '2028-04-14', // Good Friday
  '2028-04-17', // Easter Monday
  '2028-05-01', // Early May
  '2028-05-29', // Spring
  '2028-08-28', // Summer
  '2028-12-25', // Christmas Day
  '2028-12-26', // Boxing Day
];
