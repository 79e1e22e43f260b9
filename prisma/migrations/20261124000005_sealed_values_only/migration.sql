-- A column whose values are sealed (records/sealed-columns.ts) takes no other any more, whoever writes. One that still holds values from
-- before columns were sealed stays as it is, and the version before goes on with it; `npm run keys:rotate -- --from-plain` seals them,
-- and then adds the constraint that is left out here (records/sealed-form.ts).
DO $$ DECLARE
  sealed record;
  is_sealed text;
  has_plain boolean;
BEGIN
  FOR sealed IN
    SELECT * FROM (VALUES
      ('Referral', 'submission', 'json'),
      ('Referral', 'referrerEmail', 'text'),
      ('ReferrerAccount', 'address', 'text'),
      ('OneTimeCode', 'address', 'text'),
      ('Person', 'nhsNumber', 'text'),
      ('Person', 'address', 'json'),
      ('Person', 'particulars', 'json'),
      ('CasePerson', 'relationship', 'text'),
      ('CasePerson', 'locationNow', 'text'),
      ('Screening', 'rationale', 'text'),
      ('Screening', 'agreementOverride', 'text'),
      ('Screening', 'referTo', 'text'),
      ('AgencyCheck', 'question', 'text'),
      ('CheckAnswer', 'analysis', 'text'),
      ('CheckResult', 'systemsSearched', 'text'),
      ('CheckInformation', 'text', 'text'),
      ('DecisionRound', 'messageToReferrer', 'text'),
      ('DecisionRound', 'meetingSkipped', 'json'),
      ('Decision', 'rationale', 'text'),
      ('DecisionGap', 'reason', 'text'),
      ('CaseEventContent', 'content', 'text'),
      ('CaseEventContent', 'salt', 'bytes')
    ) AS v (t, c, kind)
  LOOP
    is_sealed := format(CASE sealed.kind
      WHEN 'text' THEN 'starts_with(%1$I, E''\t'')'
      WHEN 'json' THEN '(jsonb_typeof(%1$I) = ''string'' AND starts_with(%1$I #>> ''{}'', E''\t''))'
      ELSE '(length(%1$I) > 32 AND substr(%1$I, 1, 1) = ''\x09''::bytea)' END, sealed.c);
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE NOT %s)', sealed.t, is_sealed) INTO has_plain;
    CONTINUE WHEN has_plain;
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (%s)', sealed.t, sealed.t || '_' || sealed.c || '_is_sealed', is_sealed);
  END LOOP;
END $$;
