// The block that an answer may end with, and what is true of it.

/** A block's keys and values. */
export function parseBlock(/** @type {string} */ block) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [, key, value] of block.matchAll(/^([^:\r\n]+):(.*)/gm)) values[key.trim().toLowerCase()] = value.trim();
  return values;
}

/** What is true of the answer's block, whichever assistant wrote it. */
export function offerOf(/** @type {string} */ block, /** @type {import('./catalogue.js').Catalogue | null} */ catalogue) {
  const { offer = null, problem } = /** @type {any} */ (catalogue?.judgeOffer(parseBlock(block)) ?? { problem: 'no_catalogue' });
  return { offerData: offer, hasOffer: Boolean(offer), ...(problem ? { offerProblem: problem } : {}) };
}
