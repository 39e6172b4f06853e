/**
 * Finds whole words in folded text: `~` stands for the rest of a word, a blank for blanks or hyphens, `_` for such or none.
 * @param {string} source
 */
export const words = (source) =>
  new RegExp(
    `(?<![\\p{L}\\d])(?:${source.replace(/~/g, '\\p{L}*').replace(/ /g, '[\\s-]+').replace(/_/g, '[\\s-]*')})(?![\\p{L}\\d])`,
    'giu',
  );

/** @param {unknown} message cut at the most that can be sent */
export const clean = (message) => String(message ?? '').slice(0, 4000).normalize('NFC');

/**
 * @param {string} text
 * @returns letter for letter the same with one spelling of ё and of apostrophes
 */
export const fold = (text) => text.replace(/ё/g, 'е').replace(/Ё/g, 'Е').replace(/[’ʼ]/g, "'");

/** @type {(text: string, pattern: RegExp) => boolean} */
export const has = (text, pattern) => text.search(pattern) >= 0;

const NUMBERS =
  "one|один|одна|одного|одну two|два|две|двое|двоих|вдвоем|дві|двоє|двох|вдвох|удвох three|три|трое|троих|втроем|троє|трьох|втрьох|утрьох \
four|четыре|четверо|четверых|вчетвером|чотири|чотирьох five|пять|п'ять six|шесть|шість seven|семь|сім eight|восемь|вісім \
nine|девять|дев'ять ten|десять".split(' ');

/** The source of a number in digits or, up to ten, in words. */
export const NUMBER = `(\\d{1,2}|${NUMBERS.join('|')})`;

/** @param {string} text what `NUMBER` has found; anything else is 0 */
export const numberOf = (text) => Number(text) || NUMBERS.findIndex((names) => names.split('|').includes(text.toLowerCase())) + 1;
