import { isHotelTalk } from '../intents.js';
import { clean, fold, has, NUMBER, numberOf, words } from '../words.js';
import { dayNumber, extractDates, MONTHS } from './dates.js';

const EMAIL = /(?<![\p{L}\d._%+-])[\p{L}\d._%+-]{1,64}@(?:[\p{L}\d-]+\.)+\p{L}{2,}/gu;
const DATE = '(?<!\\d\\.)[0-3]?\\d[./][01]\\d(?!\\d)|\\d{1,2}[.-]\\d{1,2}[.-]\\d{4}|\\d{4}-\\d\\d-\\d\\d';
// Digits with blanks, dots, hyphens and brackets between them, up to a date; no reference such as BKG-123, no price.
const DIGITS = new RegExp(
  `(?<![\\p{L}\\d#№_]|\\p{L}-|\\d[.,/:-]|[$€£₴] ?)\\+?\\(?(?!${DATE})\\d(?:[\\s().-]{1,3}(?!${DATE})\\d|\\d)*` +
    '(?![\\p{L}\\d]| ?(?:[$€£₴]|eur|usd|uah|грн|руб|евро|євро))',
  'giu',
);

// What may be written with a capital and is no name: greetings, answers, weekdays, question words, words of a hotel.
const NO_NAME = words(
  'i|hello|hi|good|dear|thank~|yes|no|ok|please|when|where|who|why|how|can|do|is|\\p{L}+day|check|double|single|family|hotel|special|' +
    'я|добр~|здравств~|привет~|спасибо|да|нет|что|когда|где|как|кто|почему|можно|понедельн~|вторник|среда|четверг|пятница|суббота|воскресен~|отел~|' +
    "привіт|вітаю|дякую|так|ні|коли|де|як|хто|чому|чи|понеділ~|вівторок|середа|четвер|п'ятниця|субота|неділя|готел~",
);
const NAME = "\\p{Lu}[\\p{L}'’ʼ-]*";
const SAID = words("my name is|i'm|i am|(меня|мене) (зовут|звати)|(мое|моє) (имя|ім'я)|на (имя|ім'я)");
const FULL_NAME = new RegExp(`:?\\s{1,3}(${NAME}(?:\\s${NAME}){0,2})`, 'uy');
const ONLY_NAME = new RegExp(`^[\\s.,;]*(${NAME}(?:\\s${NAME}){1,2})[\\s.,;!]*$`, 'u');

/** @param {string} text */
const isName = (text) => ![NO_NAME, ...MONTHS].some((pattern) => has(text, pattern)) && !isHotelTalk(text);

/** @param {string} text without e-mail addresses and phone numbers @returns the name after a phrase that announces it, or the only words */
function extractName(text) {
  const folded = fold(text);
  const only = text.match(ONLY_NAME)?.[1];
  if (only && /\p{Ll}/u.test(only) && isName(folded)) return only;
  for (const said of folded.matchAll(SAID)) {
    FULL_NAME.lastIndex = Number(said.index) + said[0].length;
    const name = FULL_NAME.exec(text)?.[1].split(/\s/) ?? [];
    // After "I am" anything may follow.
    const end = name.findIndex((word, index) => (index || /^i/i.test(said[0])) && !isName(fold(word)));
    if (name.length && end) return name.slice(0, end < 0 ? 3 : end).join(' ');
  }
  return null;
}

// People of any age, adults, children, babies; then how many without a noun.
const PARTIES = [
  ...[
    'guests?|people|persons?|of us|гость|гост[яи]|гостей|человек~|люд(ей|и)|персон~|ос(іб|оби|оба)',
    'adults?|взросл~|доросл~',
    'child|children|kids?|дет(ей|и)|ребен~|діт(ей|и)|дит(ин|яч)~',
    'baby|babies|infants?|младен~|немовл~',
  ].map((nouns) => `${NUMBER} ((small|маленьк~) )?(${nouns})`),
  '(вдвоем|удвох|вдвох|втроем|утрьох|втрьох|вчетвером)|' +
    '(for|на) (?<number>two|three|four|двоих|двох|троих|трьох|четверых|чотирьох)(?! (night|day|week|month|room|hour|ноч|ніч|дн|кімнат))',
].map(words);
const ONE_CHILD = words('(and|with|и|с|та|і|з) (an? )?(child|baby|kid|infant|ребенок|ребенком|дитина|дитиною)');

/** @param {string} text folded */
function countGuests(text) {
  const [all, adults, children, babies, together] = PARTIES.map((party) => {
    const found = [...text.matchAll(party)].at(-1);
    return numberOf(found?.groups?.number ?? found?.[1] ?? '');
  });
  const oneChild = adults && !children && !babies && has(text, ONE_CHILD) ? 1 : 0;
  const guests = Math.max(all, together, adults + children + babies + oneChild);
  return guests > 0 && guests <= 20 ? guests : null;
}

/**
 * What a guest's message in English, Russian or Ukrainian says for a booking; null for what it does not say.
 * @param {unknown} message
 * @param {{today?: string}} [options] `today` is the hotel's (`YYYY-MM-DD`), without it the browser's.
 */
export function extractBookingData(message, options) {
  const now = new Date();
  const [year, month, day] = options?.today?.split('-').map(Number) ?? [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const text = clean(message);
  const numbers = text.replace(EMAIL, ';');
  /** @param {string} run */
  const digits = (run) => run.replace(/[^\d+]/g, '');
  const phone = (numbers.match(DIGITS) ?? []).map(digits).find((run) => /^\+?\d{9,15}$/.test(run));
  const rest = numbers.replace(DIGITS, (run) => (digits(run).length > 8 ? ';' : run));
  return {
    fullName: extractName(rest),
    phone: phone ?? null,
    ...extractDates(fold(rest), dayNumber(year, month, day)),
    email: text.match(EMAIL)?.[0] ?? null,
    guests: countGuests(fold(rest)),
  };
}
