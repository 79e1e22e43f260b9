import type * as real from '../../../records/case-lookup.js';

export { standingOf } from '../../../records/case-lookup.js';

type Row = Omit<real.FoundCase, 'standing'>;

/** Where a reference leads; how whoever asks stands to it is not asked. */
export const findCase: typeof real.findCase = async ({ reads }, { hubId }, reference) => {
  const [row] = await reads.rows<Row>`
    SELECT c."id" AS "caseId", c."reference", c."version", c."stage", c."restricted"
    FROM "Referral" r JOIN "Case" c ON c."id" = r."caseId" WHERE r."hubId" = ${hubId} AND r."reference" = ${reference}`;
  return row === undefined ? undefined : { ...row, standing: { relations: ['hub'], wall: 'none' } };
};
