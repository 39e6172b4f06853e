// What a guest's message says: what is wanted, and who comes (docs/widget.md §3.5). Whatever is not certain is not taken.
import { dayOf, extractDates } from './dates.js';
import { WISHES, clean, fold, has, numberOf, pattern, plain, words } from './words.js';

/**
 * @typedef {{type: string, value: string, label: string}} Requirement a wish in the guest's words, and the name of its
 *   kind
 * @typedef {{fullName: string | null, phone: string | null, checkIn: string | null, checkOut: string | null,
 *   email: string | null, guests: number | null}} BookingData null: not said
 */

// --- Intents and wishes ----------------------------------------------------------------------------------------------
/** Whether the guest wants to be shown rooms. */
export function hasRoomIntent(/** @type {unknown} */ message) {
  const text = fold(clean(message)).replace(words('%other'), ' ');
  return has(text, '%rooms') && has(text, '%asking') && !has(text, '%calling');
}

/** Whether a message is about the hotel rather than about the room that is being talked of. */
export const isGeneralTopic = (/** @type {unknown} */ message) => has(fold(clean(message)), '%hotel');

/**
 * A guest's wishes, one a type; `value` is what the guest wrote, `label` gives a type's name.
 * @param {unknown} text @param {(type: string) => string} label
 * @returns {Requirement[]}
 */
export function extractRequirements(text, label = (type) => type) {
  const original = clean(text);
  return Object.entries(WISHES).flatMap(([type, source]) => {
    const [found] = fold(original).matchAll(words(source));
    return found ? [{ type, value: original.substr(Number(found.index), found[0].length), label: label(type) }] : [];
  });
}

/**
 * Whether a request is one for the special booking: three kinds of wishes or more in the guest's own words, or a known
 * kind of stay.
 * @param {unknown} message @param {readonly {role: string, content: string}[]} conversationHistory
 * @returns {{isComplex: boolean, reason?: string, count?: number}}
 */
export function detectComplexRequest(message, conversationHistory = []) {
  const said = [message, ...conversationHistory.filter(({ role }) => role === 'user').map(({ content }) => content)];
  const count = new Set(said.flatMap((text) => extractRequirements(text)).map(({ type }) => type)).size;
  if (count > 2) return { isComplex: true, reason: 'multiple_requirements', count };
  return has(fold(clean(message)), '%complex') ? { isComplex: true, reason: 'pattern_match' } : { isComplex: false };
}

// --- Names -----------------------------------------------------------------------------------------------------------
const NAME = "\\p{Lu}[\\p{L}\\p{M}'’ʼ-]*";
const FULL_NAME = new RegExp(`:?\\s{1,3}(${NAME}(?:\\s${NAME}){0,2})`, 'uy');
const ONLY_NAME = new RegExp(`^[\\s.,;]*(${NAME}(?:\\s${NAME}){1,2})[\\s.,;!]*$`, 'u');
const isName = (/** @type {string} */ text) => !has(text, '%noName|%months|%rooms|%asking|%hotel');

/** After "I am" anything may follow: a people, a faith, a diet, a state. */
const isNameAfterAm = (/** @type {string} */ word) =>
  isName(word) && !has(word, '%kinds') && !extractRequirements(word).length;

/** The name after a phrase that announces it, or the only words. `text`: without e-mail addresses and phone numbers */
function extractName(/** @type {string} */ text) {
  const folded = fold(text);
  const only = text.match(ONLY_NAME)?.[1];
  if (only && /\p{Ll}/u.test(only) && isNameAfterAm(folded)) return only;
  for (const said of folded.matchAll(words('%said'))) {
    FULL_NAME.lastIndex = Number(said.index) + said[0].length;
    const name = FULL_NAME.exec(text)?.[1].split(/\s/) ?? [];
    const isAm = /^i/i.test(said[0]);
    const end = name.findIndex((word, index) => !(isAm ? isNameAfterAm(fold(word)) : !index || isName(fold(word))));
    if (name.length && end) return name.slice(0, end < 0 ? 3 : end).join(' ');
  }
  return null;
}

// --- Addresses and numbers -------------------------------------------------------------------------------------------
// RFC 5321's local part without quotes: apostrophes belong to it, but may as well stand around the whole address.
const ATOM = "\\p{L}\\p{M}\\d!#$%&*+/=?^_`{|}~\\-";
const DOMAIN = '(?:[\\p{L}\\p{M}\\d-]{1,63}\\.){1,9}(?:xn--[a-z\\d-]{2,59}|\\p{L}[\\p{L}\\p{M}]{1,62})'
  + '(?![\\p{L}\\p{M}\\d@_-]|\\.[\\p{L}\\d])';
const EMAIL = new RegExp(`(?<![${ATOM}.@]|[${ATOM}.]['’])[${ATOM}](?:\\.?[${ATOM}'’]){0,63}@${DOMAIN}`, 'giu');

const DATE = '(?!(?<!\\d\\.)[0-3]?\\d[./][01]\\d(?!\\d)|\\d{1,2}[.-]\\d{1,2}[.-]\\d{4}|\\d{4}-\\d\\d-\\d\\d)';
// Digits with blanks, dots, hyphens and brackets between them, up to a date; no reference such as BKG-123, no price.
const DIGITS = `(?<![\\p{L}\\d#№_]|\\p{L}-|\\d[.,/:-]|[$€£₴] ?)\\+?\\(?${DATE}\\d(?:[\\s\\x28).-]{1,3}${DATE}\\d|\\d)*`
  + '(?![\\p{L}\\d]| ?%money)';
/** How far around a number the words are looked at that say what it is, in characters. */
const NEAR = 48;
/** Longest number that is taken for a phone's without a word that says so, in digits. */
const LONGEST_PHONE = 12;

const digitsOf = (/** @type {string} */ run) => run.replace(/[^\d+]/g, '');

/** Whether digits are a payment card's: the networks' first digits, and the check digit (ISO/IEC 7812). */
function isCard(/** @type {string} */ digits) {
  if (!/^(?:3[0-9]|4|5|6|2[2-7])\d{11,17}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const value = Number(digits.at(-1 - index)) * (1 + (index % 2));
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Where the last of some words ends in a text; -1 where there is none. */
const lastEnd = (/** @type {string} */ text, /** @type {string} */ source) =>
  Math.max(-1, ...[...text.matchAll(words(source))].map((found) => Number(found.index) + found[0].length));

/**
 * Whether a number is one to call: not a card's, a passport's, a confirmation's.
 * @param {string} digits @param {string} text folded @param {number} at its place there @param {number} length
 */
function isPhone(digits, text, at, length) {
  if (!/^\+?\d{9,15}$/.test(digits)) return false;
  if (/^(\+|00)/.test(digits)) return true;
  const before = text.slice(Math.max(0, at - NEAR), at).split(/[.;!?](?=\s)/).at(-1) ?? '';
  const [after] = text.slice(at + length, at + length + NEAR).split(/[.,;!?](?=\s)/);
  const calling = lastEnd(before, '%phones');
  if (isCard(digits) || lastEnd(before, '%documents') > calling) return false;
  if (calling < 0 && has(after, '%documents')) return false;
  return calling >= 0 || digits.length <= LONGEST_PHONE;
}

/** The first number to call, and the text without long numbers. */
function extractPhone(/** @type {string} */ text) {
  const folded = fold(text);
  /** @type {string | null} */ let phone = null;
  const rest = text.replace(pattern(DIGITS), (run, ...more) => {
    const digits = digitsOf(run);
    if (digits.length < 9) return run;
    const at = /** @type {number} */ (more.find((one) => typeof one === 'number'));
    if (isPhone(digits, folded, at, run.length)) phone ??= digits;
    return ';';
  });
  return { phone, rest };
}

// --- The whole -------------------------------------------------------------------------------------------------------
/** `text`: folded */
function countGuests(/** @type {string} */ text) {
  const parties = ['people', 'adults', 'children', 'babies'].map((who) => `(\\d{1,2}|%numbers) (?:%small )?%${who}`);
  const [together, all, adults, children, babies] = ['%together', ...parties]
    .map((party) => numberOf([...text.matchAll(words(party))].at(-1)?.slice(1).find(Boolean) ?? ''));
  const oneChild = adults && !children && !babies && has(text, '%oneChild') ? 1 : 0;
  const guests = Math.max(all, together, adults + children + babies + oneChild);
  return guests > 0 && guests <= 20 ? guests : null;
}

/**
 * What a message says for a booking. `today` is the hotel's (`YYYY-MM-DD`), without it the browser's.
 * @param {unknown} message @param {{today?: string} | undefined} options
 * @returns {BookingData}
 */
export function extractBookingData(message, options = {}) {
  const now = new Date();
  const today = dayOf(options.today ?? new Date(+now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 10));
  const text = plain(clean(message));
  const { phone, rest } = extractPhone(text.replace(EMAIL, ';'));
  const folded = fold(rest);
  return {
    fullName: extractName(rest),
    phone,
    ...extractDates(folded, today),
    email: text.match(EMAIL)?.[0].replace(/’/g, "'") ?? null,
    guests: countGuests(folded),
  };
}
