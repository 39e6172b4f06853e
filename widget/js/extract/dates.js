import { has, NUMBER, numberOf, words } from '../words.js';

const DAY = 864e5;
export const MONTHS =
  'jan(uary)?|янв~|січ(ня|ень) feb(ruary)?|фев~|лют(ого|ий) mar(ch)?|март~|берез(ня|ень) apr(il)?|апр~|квіт(ня|ень) may|ма[йя]|трав(ня|ень) \
june?|июн~|черв(ня|ень) july?|июл~|лип(ня|ень) aug(ust)?|авг~|серп(ня|ень) sept?(ember)?|сент~|верес(ня|ень) oct(ober)?|окт~|жовт(ня|ень) \
nov(ember)?|ноя~|листопада? dec(ember)?|дек~|груд(ня|ень)'
    .split(' ')
    .map(words);
const AHEAD = ['today|сегодня|сьогодні', 'tomorrow|завтра', 'day after tomorrow|послезавтра|післязавтра'].map(words);
const NIGHTS = words(`${NUMBER} (nights?|ночь|ночи|ночей|ніч|ночі)`);

/** @param {string} source in which only groups with a name capture */
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
// A date stands as #day/month/year# here: a range that names its month once is completed.
const FIRST = pattern(`${START}(?<day>\\d{1,2})${NTH}(?<to>${TO})(?=#\\d+/(?<month>\\d+)/(?<year>\\d*)#)`);
const LAST = pattern(`#(?<day>\\d+)/(?<month>\\d+)/#(?<to>\\s?[-–]\\s?)(?<last>\\d{1,2})${YEAR}${END}`);
const RANGE = pattern(`^${TO}$`);
const LEAVING = /(check.?out|leav\p{L}+|depart\p{L}+|выезд|уезжа\p{L}+|виїзд|від'їзд)\P{L}{0,3}(on )?$/iu;

/** @param {string | number} day @param {string | number} month @param {string} [year] */
const mark = (day, month, year = '') => `#${day}/${month}/${year.length === 2 ? 20 : ''}${year}#`;

/** @type {(text: string, form: RegExp, write: (groups: {[name: string]: string}) => string) => string} */
const rewrite = (text, form, write) => text.replace(form, (...found) => write(found.at(-1)));

/** @type {(year: number, month: number, day: number) => number} days since 1970; NaN where the month has no such day */
export function dayNumber(year, month, day) {
  const time = Date.UTC(year, month - 1, day);
  return new Date(time).getUTCMonth() === month - 1 && day > 0 ? time / DAY : NaN;
}

/** @param {number} day */
export const isoDate = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/** @param {string} text @param {number} today @returns the text with every date in one form */
function marked(text, today) {
  let plain = text.replace(/[#@]/g, ' ');
  MONTHS.forEach((names, index) => (plain = plain.replace(names, `@${index + 1}@`)));
  for (const days of [2, 1, 0]) {
    const [year, month, day] = isoDate(today + days).split('-');
    plain = plain.replace(AHEAD[days], mark(day, month, year));
  }
  for (const form of FORMS)
    // The American order only where it is the only one: 12/27.
    plain = rewrite(plain, form, ({ day, month, year, sign }) => (sign === '/' && +month > 12 ? mark(month, day, year) : mark(day, month, year)));
  plain = rewrite(plain, FIRST, ({ day, month, year, to }) => mark(day, month, year) + to);
  return rewrite(plain, LAST, ({ day, month, year, to, last }) => mark(day, month, year) + to + mark(last, month, year));
}

/**
 * @param {number} start
 * @param {{day: number, month: number, year: number}} date
 * @returns the date from `start` on, without a year the next one; undefined where there is none
 */
function onOrAfter(start, { day, month, year }) {
  const first = new Date(start * DAY).getUTCFullYear();
  // 29 February can be eight years away.
  const years = year ? [year] : Array.from({ length: 9 }, (_, index) => first + index);
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
