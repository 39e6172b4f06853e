// Who comes: the names, addresses and numbers in a guest's message.
import { dayOf, extractDates } from './dates.js';
import { clean, fold, has, numberOf, pattern, words } from './words.js';

const EMAIL = /(?<![\p{L}\d._%+-])[\p{L}\d._%+-]{1,64}@(?:[\p{L}\d-]+\.)+\p{L}{2,}/gu;
const DATE = '(?!(?<!\\d\\.)[0-3]?\\d[./][01]\\d(?!\\d)|\\d{1,2}[.-]\\d{1,2}[.-]\\d{4}|\\d{4}-\\d\\d-\\d\\d)';
// Digits with blanks, dots, hyphens and brackets between them, up to a date; no reference such as BKG-123, no price.
const DIGITS = `(?<![\\p{L}\\d#№_]|\\p{L}-|\\d[.,/:-]|[$€£₴] ?)\\+?\\(?${DATE}\\d(?:[\\s\\x28).-]{1,3}${DATE}\\d|\\d)*(?![\\p{L}\\d]| ?%money)`;
const NAME = "\\p{Lu}[\\p{L}'’ʼ-]*";
const FULL_NAME = new RegExp(`:?\\s{1,3}(${NAME}(?:\\s${NAME}){0,2})`, 'uy');
const ONLY_NAME = new RegExp(`^[\\s.,;]*(${NAME}(?:\\s${NAME}){1,2})[\\s.,;!]*$`, 'u');
const isName = (/** @type {string} */ text) => !has(text, '%noName|%months|%rooms|%asking|%hotel');

/** The name after a phrase that announces it, or the only words. `text`: without e-mail addresses and phone numbers */
function extractName(/** @type {string} */ text) {
  const folded = fold(text);
  const only = text.match(ONLY_NAME)?.[1];
  if (only && /\p{Ll}/u.test(only) && isName(folded)) return only;
  for (const said of folded.matchAll(words('%said'))) {
    FULL_NAME.lastIndex = Number(said.index) + said[0].length;
    const name = FULL_NAME.exec(text)?.[1].split(/\s/) ?? [];
    // After "I am" anything may follow.
    const end = name.findIndex((word, index) => (index || /^i/i.test(said[0])) && !isName(fold(word)));
    if (name.length && end) return name.slice(0, end < 0 ? 3 : end).join(' ');
  }
  return null;
}

/** `text`: folded */
function countGuests(/** @type {string} */ text) {
  const [together, all, adults, children, babies] = ['%together', ...['people', 'adults', 'children', 'babies'].map((who) => `(\\d{1,2}|%numbers) (?:%small )?%${who}`)]
    .map((party) => numberOf([...text.matchAll(words(party))].at(-1)?.slice(1).find(Boolean) ?? ''));
  const oneChild = adults && !children && !babies && has(text, '%oneChild') ? 1 : 0;
  const guests = Math.max(all, together, adults + children + babies + oneChild);
  return guests > 0 && guests <= 20 ? guests : null;
}

/** What a message says for a booking; null for what it does not say. `today` is the hotel's (`YYYY-MM-DD`), without it the browser's. */
export function extractBookingData(/** @type {unknown} */ message, /** @type {{today?: string} | undefined} */ options = {}) {
  const now = new Date();
  const today = dayOf(options.today ?? new Date(+now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 10));
  const text = clean(message);
  const numbers = text.replace(EMAIL, ';');
  const digits = (/** @type {string} */ run) => run.replace(/[^\d+]/g, '');
  const phone = (numbers.match(pattern(DIGITS)) ?? []).map(digits).find((run) => /^\+?\d{9,15}$/.test(run));
  const rest = numbers.replace(pattern(DIGITS), (run) => (digits(run).length > 8 ? ';' : run));
  return {
    fullName: extractName(rest),
    phone: phone ?? null,
    ...extractDates(fold(rest), today),
    email: text.match(EMAIL)?.[0] ?? null,
    guests: countGuests(fold(rest)),
  };
}
