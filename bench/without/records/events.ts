import type * as real from '../../../records/events.js';

export { linkHash, macOf } from '../../../records/events.js';

const nothing = new Uint8Array(32);
export const genesisHash: typeof real.genesisHash = nothing;

/** An event in its place, with all that it says, and chained to nothing: no hash, no MAC, no salt. */
export const seal: typeof real.seal = (draft, head, at, courseSeq) => {
  const { type, actorId, actorRole, facts, content = [] } = draft;
  const seq = head.seq + 1;
  const businessKey = draft.businessKey ?? null;
  const columns = { seq, type, actorId, actorRole, businessKey, courseSeq };
  return {
    ...columns,
    at,
    metadata: JSON.stringify({ caseId: head.caseId, ...columns, at: at.toISOString(), facts }),
    contentMac: null,
    hash: nothing,
    content: content.map(({ personId, content: said }, part) => ({
      ...{ part, personId, salt: nothing, text: JSON.stringify(said) },
    })),
  };
};
