/**
 * Finds whole words in folded text: `~` stands for the rest of a word, a blank for blanks or hyphens, `_` for such or none.
 * @param {string} source
 */
export const words = (source) =>
  new RegExp(
    `(?<![\\p{L}\\d])(?:${source.replace(/~/g, '\\p{L}*').replace(/ /g, '[\\s-]+').replace(/_/g, '[\\s-]*')})(?![\\p{L}\\d])`,
    'giu',
  );

/**
 * A guest's message, cut at the most that can be sent.
 * @param {unknown} message
 */
export const clean = (message) => String(message ?? '').slice(0, 4000).normalize('NFC');

/**
 * One spelling of ё and of the apostrophes, letter for letter.
 * @param {string} text
 */
export const fold = (text) => text.replace(/ё/g, 'е').replace(/Ё/g, 'Е').replace(/[’ʼ]/g, "'");

/**
 * @param {string} text folded
 * @param {RegExp} pattern
 */
export const has = (text, pattern) => text.search(pattern) >= 0;
