import { digitsOf } from '../hotel/catalogue.js';
import { LANGUAGES, normalizeLanguage } from './language.js';
import { dayOf } from '../understanding/dates.js';

/**
 * @typedef {{[key: string]: string | {[category: string]: string}}} Texts an object has a form for each plural category
 *   of `count`
 */
/** @typedef {ReturnType<typeof makeTranslator>} Translator */

/**
 * English for an unknown code; rejects when the texts cannot be fetched.
 * @returns {Promise<Texts>}
 */
export async function loadTexts(/** @type {unknown} */ code) {
  const files = ['en', normalizeLanguage(code) ?? 'en'].map((each) => import(`../lang/${each}.js`));
  const [english, texts] = (await Promise.all(files)).map((file) => file.default);
  if (!Array.isArray(texts)) return english;
  return Object.fromEntries(Object.keys(english).map((key, index) => [key, texts[index] ?? english[key]]));
}

/** A language's name in itself. */
export function languageName(/** @type {string} */ code) {
  const name = code === 'id' ? 'Bahasa Indonesia' : new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
  return name[0].toLocaleUpperCase(code) + name.slice(1);
}

/** @type {Record<string, string>} Codes that share a sentence with another. */
const SAME_SENTENCE = {
  empty_answer: 'unknown', bad_response: 'unknown', client_prompt_refused: 'bad_request', aborted: 'interrupted',
};

const time = (/** @type {string} */ isoDate) => dayOf(isoDate) * 864e5;

/** Everything that is written in one language. Formatters are made on first use. */
export function makeTranslator(/** @type {Texts} */ texts, /** @type {string} */ code) {
  const dir = LANGUAGES.find((language) => language.code === code)?.dir;
  /** @type {{[key: string]: any}} */
  const made = {};
  // Stays are agreed in the Gregorian calendar, in Thai too.
  /** @type {(type: any, options?: object) => any} */
  const intl = (type, options) =>
    (made[type.name + JSON.stringify(options)] ??= new type(`${code}-u-ca-gregory`, options));
  /** @type {(value: number, options?: object) => string} */
  const number = (value, options) => intl(Intl.NumberFormat, options).format(value);
  const days = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };

  return {
    code,
    dir: dir ?? 'ltr',
    number,
    /**
     * @type {(key: string, params?: {[name: string]: string | number}) => string} the key itself where there is no text
     */
    t(key, params = {}) {
      const text = Object.hasOwn(texts, key) ? texts[key] : key;
      const form = typeof text === 'string' ? '' : intl(Intl.PluralRules).select(params.count);
      const sentence = typeof text === 'string' ? text : text[form] ?? text.other;
      return sentence.replace(/\{(\w+)\}/g, (hole, name) => {
        const value = Object.hasOwn(params, name) ? params[name] : hole;
        // A name in a right-to-left sentence keeps its own direction.
        return typeof value === 'number' ? number(value) : dir === 'rtl' ? `\u2068${value}\u2069` : value;
      });
    },
    /** @type {(code: string) => string} the sentence for a failure, by the code of docs/widget.md §3.4 */
    error(code) {
      const key = SAME_SENTENCE[code] ?? code;
      return String(texts[Object.hasOwn(texts, `error_${key}`) ? `error_${key}` : 'error_unknown'] ?? code);
    },
    /** @type {(id: string) => string} a requirement's or amenity's name; an unknown one stays as the hotel wrote it */
    label: (id) => String(Object.hasOwn(texts, `label_${id}`) ? texts[`label_${id}`] : id),
    /** @type {(minorUnits: number, currency: string) => string} without empty decimals */
    money(minorUnits, currency) {
      const known = /^[a-z]{3}$/i.test(currency) ? currency : 'XXX';
      // Some languages would write the code, where the sign can mean one currency only.
      const currencyDisplay = /EUR|GBP|INR|PLN|TRY|UAH/.test(known) ? 'narrowSymbol' : 'symbol';
      const options = { style: 'currency', currency: known, currencyDisplay };
      const digits = digitsOf(known);
      const value = minorUnits / 10 ** digits;
      const shown = Number.isInteger(value) ? 0 : digits;
      return number(value, { ...options, minimumFractionDigits: shown, maximumFractionDigits: shown });
    },
    /** @type {(isoDate: string) => string} with the weekday; what is no date stays as it is */
    date: (isoDate) =>
      (time(isoDate) ? intl(Intl.DateTimeFormat, { ...days, weekday: 'short' }).format(time(isoDate)) : isoDate),
    /** @type {(from: string, to: string) => string} */
    dateRange: (from, to) =>
      time(from) <= time(to) ? intl(Intl.DateTimeFormat, days).formatRange(time(from), time(to)) : `${from} – ${to}`,
    /** @type {(moment: Date) => string} the guest's time of day */
    time: (moment) => intl(Intl.DateTimeFormat, { timeStyle: 'short' }).format(moment),
    /** @type {(seconds: number) => string} */
    duration(seconds) {
      const whole = Math.max(1, Math.ceil(seconds));
      const parts = Object.entries({ minute: Math.floor(whole / 60), second: whole % 60 }).filter(([, value]) => value);
      const texts = parts.map(([unit, value]) => number(value, { style: 'unit', unit, unitDisplay: 'short' }));
      return intl(Intl.ListFormat, { type: 'unit', style: 'short' }).format(texts);
    },
  };
}
