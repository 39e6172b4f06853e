// Days of the calendar, and the dates in a guest's message. A day is a number, never a moment of local time.
import { WORDS, numberOf, pattern, words } from './words.js';

const DAY = 864e5;

// Not glued to letters or more digits, no version, no price.
const START = '(?<![\\p{L}\\d№+#]|\\d[.,:/]|version |exp(ires|iry)?:? |%money ?)';
const END = '(?![\\p{L}\\d]|[.,:/]\\d| ?%money)';
const NTH = '(%nth)?';
const YEAR = '(,? (?<year>20\\d\\d))?';
const TO = '\\s{0,3}([-–—]|(?<=\\s)%to(?=\\s))\\s{0,3}';
// A month's name stands as @month@ here.
const FORMS = [
  '(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)',
  '(?<day>\\d{1,2})(?<sign>[./-])(?<month>\\d{1,2})\\k<sign>(?<year>\\d{4}|(?<=[./])\\d\\d)',
  '(?<day>\\d{1,2})(?<sign>[./])(?<month>\\d\\d)',
  `(?<day>\\d{1,2})${NTH} ?(of )?@(?<month>\\d+)@${YEAR}`,
  `@(?<month>\\d+)@\\.? ?(?<day>\\d{1,2})${NTH}${YEAR}`,
].map((form) => START + form + END);
// A date stands as #day/month/year# here: a range that names its month once is completed.
const FIRST = `${START}(?<day>\\d{1,2})${NTH}(?<to>${TO})(?=#\\d+/(?<month>\\d+)/(?<year>\\d*)#)`;
const LAST = `#(?<day>\\d+)/(?<month>\\d+)/#(?<to>\\s?[-–]\\s?)(?<last>\\d{1,2})${YEAR}${END}`;

/** @type {(day: string | number, month: string | number, year?: string) => string} */
const mark = (day, month, year = '') => `#${day}/${month}/${year.length === 2 ? 20 : ''}${year}#`;

/** @type {(text: string, source: string, write: (groups: {[name: string]: string}) => string) => string} */
const rewrite = (text, source, write) => text.replace(pattern(source), (...found) => write(found.at(-1)));

const dayNumber = (/** @type {number} */ year, /** @type {number} */ month, /** @type {number} */ day) => {
  const time = Date.UTC(year, month - 1, day);
  return new Date(time).getUTCMonth() === month - 1 && day > 0 ? time / DAY : NaN;
};

/** Days since 1970 of `YYYY-MM-DD`; NaN where it is no day. */
export function dayOf(/** @type {unknown} */ text) {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(String(text))?.map(Number) ?? [];
  return dayNumber(year, month, day);
}

const isoDate = (/** @type {number} */ day) => new Date(day * DAY).toISOString().slice(0, 10);

/** The text with every date in one form. */
function marked(/** @type {string} */ text, /** @type {number} */ today) {
  let plain = text.replace(/[#@]/g, ' ');
  [...WORDS.months].forEach((names, index) => (plain = plain.replace(words(names), `@${index + 1}@`)));
  for (const days of [2, 1, 0]) {
    const [year, month, day] = isoDate(today + days).split('-');
    plain = plain.replace(words(WORDS.ahead[days]), mark(day, month, year));
  }
  // The American order only where it is the only one: 12/27.
  for (const form of FORMS) {
    plain = rewrite(plain, form, ({ day, month, year, sign }) =>
      (sign === '/' && +month > 12 ? mark(month, day, year) : mark(day, month, year)));
  }
  plain = rewrite(plain, FIRST, ({ day, month, year, to }) => mark(day, month, year) + to);
  return rewrite(plain, LAST, ({ day, month, year, to, last }) =>
    mark(day, month, year) + to + mark(last, month, year));
}

/**
 * The date from `start` on, without a year the next one.
 * @param {number} start @param {{day: number, month: number, year: number}} date
 */
function onOrAfter(start, { day, month, year }) {
  const first = new Date(start * DAY).getUTCFullYear();
  // 29 February can be eight years away.
  const years = year ? [year] : [0, 1, 2, 3, 4, 5, 6, 7, 8].map((more) => first + more);
  return years.map((each) => dayNumber(each, month, day)).find((number) => number >= start);
}

/** The stay that a folded text names: its first two dates, or one and a number of nights. */
export function extractDates(/** @type {string} */ text, /** @type {number} */ today) {
  const plain = marked(text, today);
  let end = 0;
  const dates = [...plain.matchAll(/#(\d+)\/(\d+)\/(\d*)#/g)].map((found) => {
    const before = plain.slice(end, found.index);
    end = Number(found.index) + found[0].length;
    const [day, month, year] = found.slice(1).map(Number);
    const soonest = onOrAfter(today, { day, month, year });
    const leaving = before.search(pattern('%leaving\\P{L}{0,3}(on )?$')) >= 0;
    return { day, month, year, soonest, leaving, ends: before.search(pattern(`^${TO}$`)) >= 0 };
  });
  // One half of a range does not count without the other.
  const whole = dates.every(({ soonest, ends }, index) => !ends || (soonest && dates[index - 1]?.soonest));
  let [first, second] = dates.filter(({ soonest }, index) => whole && soonest && soonest !== dates[index - 1]?.soonest);
  if (first?.leaving && !second?.leaving) [first, second] = [second, first];
  // 27.12 - 03.01.2027 begins in 2026.
  const years = first && second?.year && !first.year ? [second.year, second.year - 1] : [];
  const sooner = years.map((year) => dayNumber(year, first.month, first.day))
    .find((day) => day >= today && day < Number(second.soonest));
  const checkIn = sooner ?? first?.soonest;
  const [, nights] = plain.matchAll(words('(\\d{1,2}|%numbers) %nights')).next().value ?? [];
  const checkOut = second ? onOrAfter((checkIn ?? today) + 1, second) : checkIn && nights && checkIn + numberOf(nights);
  return { checkIn: checkIn ? isoDate(checkIn) : null, checkOut: checkOut ? isoDate(checkOut) : null };
}
