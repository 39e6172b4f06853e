import { has, words } from '../words.js';
import { NUMBER, numberOf } from './numbers.js';

const DAY = 864e5;
export const MONTHS =
  'jan(uary)?|янв~|січня feb(ruary)?|фев~|лютого mar(ch)?|март~|березня apr(il)?|апр~|квітня may|ма[йя]|травня june?|июн~|червня july?|июл~|липня \
aug(ust)?|авг~|серпня sept?(ember)?|сент~|вересня oct(ober)?|окт~|жовтня nov(ember)?|ноя~|листопада dec(ember)?|дек~|грудня'
    .split(' ')
    .map(words);
const AHEAD = ['today|сегодня|сьогодні', 'tomorrow|завтра', 'day after tomorrow|послезавтра|післязавтра'].map(words);
const NIGHTS = words(`${NUMBER} (nights?|ночь|ночи|ночей|ніч|ночі)`);

/** @param {string} source with groups that capture only where they have a name */
const pattern = (source) => new RegExp(source.replace(/\((?!\?)/g, '(?:'), 'giu');
const MONEY = '([$€£₴%]|eur|usd|uah|грн|руб|евро|євро)';
// Not glued to letters or more digits, no version, no price.
const START = `(?<![\\p{L}\\d№+#]|\\d[.,:/]|version |${MONEY} ?)`;
const END = `(?![\\p{L}\\d]|[.,:/]\\d| ?${MONEY})`;
const NTH = '(st|nd|rd|th|-?го|-?е)?';
const YEAR = '(,? (?<year>20\\d\\d))?';
const TO = '\\s{0,3}([-–—]|(?<=\\s)(to|and|until|till|по|до)(?=\\s))\\s{0,3}';

// A month's name stands as @month@ here.
const FORMS = [
  '(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)',
  '(?<day>\\d{1,2})(?<sign>[./-])(?<month>\\d{1,2})\\k<sign>(?<year>\\d{4}|(?<=[./])\\d\\d)',
  '(?<day>\\d{1,2})(?<sign>[./])(?<month>\\d\\d)',
  `(?<day>\\d{1,2})${NTH} ?(of )?@(?<month>\\d+)@${YEAR}`,
  `@(?<month>\\d+)@\\.? ?(?<day>\\d{1,2})${NTH}${YEAR}`,
].map((form) => pattern(START + form + END));
// And a date as #day/month/year#, so that a range that names its month once can be completed.
const FIRST_OF_RANGE = pattern(`${START}(?<day>\\d{1,2})${NTH}(?<to>${TO})(?=#\\d+/(?<month>\\d+)/(?<year>\\d*)#)`);
const LAST_OF_RANGE = pattern(`#(?<day>\\d+)/(?<month>\\d+)/#(?<to>\\s?[-–]\\s?)(?<last>\\d{1,2})${YEAR}${END}`);
const RANGE = pattern(`^${TO}$`);
const LEAVING = /(check.?out|leav\p{L}+|depart\p{L}+|выезд|уезжа\p{L}+|виїзд|від'їзд)\P{L}{0,3}$/iu;

/** @param {string | number} day @param {string | number} month @param {string} [year] */
const mark = (day, month, year = '') => `#${day}/${month}/${year.length === 2 ? 20 : ''}${year}#`;

/** @typedef {{[name: string]: string}} Groups */
/** @param {string} text @param {RegExp} form @param {(groups: Groups) => string} write */
const rewrite = (text, form, write) => text.replace(form, (...found) => write(found.at(-1)));

/**
 * The number of a day since 1970; NaN where the month has no such day.
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
export function dayNumber(year, month, day) {
  const time = Date.UTC(year, month - 1, day);
  return new Date(time).getUTCMonth() === month - 1 && day > 0 ? time / DAY : NaN;
}

/** @param {number} day */
export const isoDate = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/**
 * The text with every date in one form.
 * @param {string} text
 * @param {number} today
 */
function marked(text, today) {
  let plain = text.replace(/[#@]/g, ' ');
  MONTHS.forEach((names, index) => (plain = plain.replace(names, `@${index + 1}@`)));
  [2, 1, 0].forEach((days) => {
    const [year, month, day] = isoDate(today + days).split('-');
    plain = plain.replace(AHEAD[days], mark(day, month, year));
  });
  for (const form of FORMS)
    // The American order only where it is the only one: 12/27.
    plain = rewrite(plain, form, ({ day, month, year, sign }) => (sign === '/' && +month > 12 ? mark(month, day, year) : mark(day, month, year)));
  plain = rewrite(plain, FIRST_OF_RANGE, ({ day, month, year, to }) => mark(day, month, year) + to);
  return rewrite(plain, LAST_OF_RANGE, ({ day, month, year, to, last }) => mark(day, month, year) + to + mark(last, month, year));
}

/**
 * The first such day from `start` on; a date with a year is only that day. NaN or undefined where there is none.
 * @param {number} start
 * @param {{day: number, month: number, year: number}} date
 */
function onOrAfter(start, { day, month, year }) {
  const thisYear = new Date(start * DAY).getUTCFullYear();
  // 29 February can be eight years away.
  const years = year ? [year] : Array.from({ length: 9 }, (_, index) => thisYear + index);
  return years.map((each) => dayNumber(each, month, day)).find((number) => number >= start);
}

/**
 * The stay that a folded text names: its first two dates, or one and a number of nights.
 * @param {string} text
 * @param {number} today
 * @returns {{checkIn: string | null, checkOut: string | null}}
 */
export function extractDates(text, today) {
  const plain = marked(text, today);
  let end = 0;
  const dates = [...plain.matchAll(/#(\d+)\/(\d+)\/(\d*)#/g)].map((found) => {
    const before = plain.slice(end, found.index);
    end = Number(found.index) + found[0].length;
    const [day, month, year] = found.slice(1).map(Number);
    const soonest = onOrAfter(today, { day, month, year });
    return { day, month, year, soonest, leaving: has(before, LEAVING), ends: has(before, RANGE) };
  });
  // One half of a range does not count without the other.
  const whole = dates.every(({ soonest, ends }, index) => !ends || (soonest && dates[index - 1]?.soonest));
  let [first, second] = dates.filter(({ soonest }, index) => whole && soonest && soonest !== dates[index - 1]?.soonest);
  if (first?.leaving && !second?.leaving) [first, second] = [second, first];

  // 27.12 - 03.01.2027 begins in 2026.
  const years = first && second?.year && !first.year ? [second.year, second.year - 1] : [];
  const sooner = years.map((year) => dayNumber(year, first.month, first.day)).find((day) => day >= today && day < Number(second.soonest));
  const checkIn = sooner ?? first?.soonest;
  const [, nights] = plain.matchAll(NIGHTS).next().value ?? [];
  const checkOut = second ? onOrAfter((checkIn ?? today) + 1, second) : checkIn && nights && checkIn + numberOf(nights);
  return { checkIn: checkIn ? isoDate(checkIn) : null, checkOut: checkOut ? isoDate(checkOut) : null };
}
