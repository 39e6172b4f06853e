// What a guest's message says: intents, wishes, the data of a stay (widget-spec §3.5). English words; `slavic.js` teaches more.
const DAY = 864e5;

/** @type {Record<string, string | string[]>} Patterns: `~` is the rest of a word, a blank is blanks or hyphens, `_` such or none, `%name` another entry. */
const WORDS = {
  other: '(the|this|that|my|our|your|in|meeting) room|room (service|number|key|card)',
  rooms: 'rooms?|suites?|apartments?',
  asking: 'show|see|what|which|any|have|is there|are there|available|book|need|want|like|looking|price~',
  calling: 'phone|call',
  hotel: 'parking|breakfast|lunch|dinner|restaurant|wi_fi|internet|pool|spa|sauna|gym|transfer|shuttle|taxi|airport|address|(other|another|all) rooms?|(when|time|early|late) .{0,20}check_(in|out)|check_(in|out) times?',
  many: '\\d+|two|three|six|several',
  complex: 'group of \\d+|(group|corporate) (booking|event|retreat|stay)|team building \\p{L}+|(our|on|for) honeymoon|honeymoon (trip|stay)|wedding (party|guests|reception)|(celebrate|organi[sz]e|hold) (\\p{L}+ ){0,2}(wedding|birthday|anniversary|conference|event)|stay~ for (%many|a) months?|long term stay|%many rooms for',
  numbers: 'one two three four five six seven eight nine ten'.split(' '),
  months: 'jan(uary)? feb(ruary)? mar(ch)? apr(il)? may june? july? aug(ust)? sept?(ember)? oct(ober)? nov(ember)? dec(ember)?'.split(' '),
  ahead: ['today', 'tomorrow', 'day after tomorrow'],
  nights: 'nights?',
  money: '[$€£₴%]|eur|usd|uah',
  nth: 'st|nd|rd|th',
  to: 'to|and|until|till',
  leaving: 'check.?out|leav\\p{L}+|depart\\p{L}+',
  // What may be written with a capital and is no name.
  noName: 'i|hello|hi|good|dear|thank~|yes|no|ok|please|when|where|who|why|how|can|do|is|\\p{L}+day|check|double|single|family|hotel|special',
  said: "my name is|i'm|i am",
  small: 'small',
  people: 'guests?|people|persons?|of us',
  adults: 'adults?',
  children: 'child|children|kids?',
  babies: 'baby|babies|infants?',
  together: 'for (two|three|four)(?! (night|day|week|month|room|hour))',
  oneChild: '(and|with) (an? )?(child|baby|kid|infant)',
};

/** @type {Record<string, string>} Words by the kind of wish that they show. */
const WISHES = {
  room_location: 'quiet~ (room|side)|(away|far) from the \\p{L}+|corner room',
  workspace: '(?<!front |reception )desk|work_space|place to work',
  room_service: 'room service|(breakfast|dinner|food) (in|to) (the |my |our )?room',
  children: 'child|children|kids?|baby|babies|infants?|toddlers?|cot|crib',
  romantic: 'romantic|honeymoon|anniversary',
  bathtub: 'bath_tub|tub|jacuzzi',
  dietary: 'vegan|vegetarian|gluten|lactose|halal|kosher|diet~',
  allergy: 'allerg~|hypoallergenic',
  accessibility: 'wheel_chair|accessible|accessibility|disab~|step free',
  view: '(sea|ocean|city|garden|mountain|park|lake|river)_view|view (of|over) \\p{L}+|with a (\\p{L}+ )?view(?! to)',
  floor: '(high|higher|top|upper|low|lower|ground|first|\\d+(st|nd|rd|th)) floor',
  early_checkin: 'early (check_in|arrival)|check_in early|arrive early',
  late_checkout: 'late (check_out|departure)|check_out late',
  transfer: '(?<!bank )transfer|shuttle|pick (me|us) up',
  parking: 'parking|park (my|our|the|a) car',
  pet: 'pets?|(?<!hot )dogs?|cats?',
};

/** @type {Record<string, RegExp>} */
let made = {};

/** Adds another language's words. */
export function learn(/** @type {Record<string, string | string[]>} */ words, /** @type {Record<string, string>} */ wishes) {
  for (const [name, more] of Object.entries(words)) {
    const known = WORDS[name];
    WORDS[name] = Array.isArray(known) ? known.map((one, index) => `${one}|${more[index]}`) : `${known}|${more}`;
  }
  for (const [name, more] of Object.entries(wishes)) WISHES[name] += `|${more}`;
  made = {};
}

/** @type {(source: string) => string} */
const filled = (source) => source.replace(/%(\w+)/g, (_, name) => `(?:${filled([WORDS[name]].flat().join('|'))})`);

/** Finds whole words in folded text. */
const words = (/** @type {string} */ source) => (made[source] ??= new RegExp(`(?<![\\p{L}\\d])(?:${filled(source).replace(/~/g, '\\p{L}*').replace(/ /g, '[\\s-]+').replace(/_/g, '[\\s-]*')})(?![\\p{L}\\d])`, 'giu'));

/** Only groups with a name capture. */
const pattern = (/** @type {string} */ source) => (made[source] ??= new RegExp(filled(source).replace(/\((?!\?)/g, '(?:'), 'giu'));

/** `message`: cut at the most that can be sent */
const clean = (/** @type {unknown} */ message) => String(message ?? '').slice(0, 4000).normalize('NFC');

/** Letter for letter the same, with one spelling of ё and of apostrophes. */
const fold = (/** @type {string} */ text) => text.replace(/ё/g, 'е').replace(/Ё/g, 'Е').replace(/[’ʼ]/g, "'");

/** @type {(text: string, source: string) => boolean} */
const has = (text, source) => text.search(words(source)) >= 0;

/** What a number's digits or word mean; anything else is 0. */
const numberOf = (/** @type {string} */ text) => Number(text) || /** @type {string[]} */ (WORDS.numbers).findIndex((names) => names.split('|').includes(text.toLowerCase())) + 1;

// --- Intents and wishes -------------------------------------------------------------------------------------------------------------------
/** Whether the guest wants to be shown rooms. */
export function hasRoomIntent(/** @type {unknown} */ message) {
  const text = fold(clean(message)).replace(words('%other'), ' ');
  return has(text, '%rooms') && has(text, '%asking') && !has(text, '%calling');
}

/** Whether a message is about the hotel rather than about the room that is being talked of. */
export const isGeneralTopic = (/** @type {unknown} */ message) => has(fold(clean(message)), '%hotel');

/** A guest's wishes, one a type; `value` is what the guest wrote, `label` gives a type's name. */
export function extractRequirements(/** @type {unknown} */ text, /** @type {(type: string) => string} */ label = (type) => type) {
  const original = clean(text);
  return Object.entries(WISHES).flatMap(([type, source]) => {
    const [found] = fold(original).matchAll(words(source));
    return found ? [{ type, value: original.substr(Number(found.index), found[0].length), label: label(type) }] : [];
  });
}

/**
 * Whether a request is one for the special booking: three kinds of wishes or more in the guest's own words, or a known kind of stay.
 * @returns {{isComplex: boolean, reason?: string, count?: number}}
 */
export function detectComplexRequest(/** @type {unknown} */ message, /** @type {readonly {role: string, content: string}[]} */ conversationHistory = []) {
  const said = [message, ...conversationHistory.filter(({ role }) => role === 'user').map(({ content }) => content)];
  const count = new Set(said.flatMap((text) => extractRequirements(text)).map(({ type }) => type)).size;
  if (count > 2) return { isComplex: true, reason: 'multiple_requirements', count };
  return has(fold(clean(message)), '%complex') ? { isComplex: true, reason: 'pattern_match' } : { isComplex: false };
}

// --- Dates --------------------------------------------------------------------------------------------------------------------------------
// Not glued to letters or more digits, no version, no price.
const START = '(?<![\\p{L}\\d№+#]|\\d[.,:/]|version |%money ?)';
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
  for (const form of FORMS) plain = rewrite(plain, form, ({ day, month, year, sign }) => (sign === '/' && +month > 12 ? mark(month, day, year) : mark(day, month, year)));
  plain = rewrite(plain, FIRST, ({ day, month, year, to }) => mark(day, month, year) + to);
  return rewrite(plain, LAST, ({ day, month, year, to, last }) => mark(day, month, year) + to + mark(last, month, year));
}

/** The date from `start` on, without a year the next one. */
function onOrAfter(/** @type {number} */ start, /** @type {{day: number, month: number, year: number}} */ { day, month, year }) {
  const first = new Date(start * DAY).getUTCFullYear();
  // 29 February can be eight years away.
  const years = year ? [year] : Array.from({ length: 9 }, (_, index) => first + index);
  return years.map((each) => dayNumber(each, month, day)).find((number) => number >= start);
}

/** The stay that a folded text names: its first two dates, or one and a number of nights. */
function extractDates(/** @type {string} */ text, /** @type {number} */ today) {
  const plain = marked(text, today);
  let end = 0;
  const dates = [...plain.matchAll(/#(\d+)\/(\d+)\/(\d*)#/g)].map((found) => {
    const before = plain.slice(end, found.index);
    end = Number(found.index) + found[0].length;
    const [day, month, year] = found.slice(1).map(Number);
    const soonest = onOrAfter(today, { day, month, year });
    return { day, month, year, soonest, leaving: before.search(pattern('%leaving\\P{L}{0,3}(on )?$')) >= 0, ends: before.search(pattern(`^${TO}$`)) >= 0 };
  });
  // One half of a range does not count without the other.
  const whole = dates.every(({ soonest, ends }, index) => !ends || (soonest && dates[index - 1]?.soonest));
  let [first, second] = dates.filter(({ soonest }, index) => whole && soonest && soonest !== dates[index - 1]?.soonest);
  if (first?.leaving && !second?.leaving) [first, second] = [second, first];
  // 27.12 - 03.01.2027 begins in 2026.
  const years = first && second?.year && !first.year ? [second.year, second.year - 1] : [];
  const sooner = years.map((year) => dayNumber(year, first.month, first.day)).find((day) => day >= today && day < Number(second.soonest));
  const checkIn = sooner ?? first?.soonest;
  const [, nights] = plain.matchAll(words('(\\d{1,2}|%numbers) %nights')).next().value ?? [];
  const checkOut = second ? onOrAfter((checkIn ?? today) + 1, second) : checkIn && nights && checkIn + numberOf(nights);
  return { checkIn: checkIn ? isoDate(checkIn) : null, checkOut: checkOut ? isoDate(checkOut) : null };
}

// --- Names, phones, guests ----------------------------------------------------------------------------------------------------------------
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
