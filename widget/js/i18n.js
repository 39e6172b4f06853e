/** @typedef {{[key: string]: string | {[category: string]: string}}} Texts a sentence, or one for each plural category of `count` */
/** @typedef {ReturnType<typeof makeTranslator>} Translator */

/** The languages in the order of the menu, named in themselves. */
export const LANGUAGES = `en English,zh 中文,hi हिन्दी,es Español,ar العربية,fr Français,bn বাংলা,pt Português,ru Русский,\
id Bahasa Indonesia,uk Українська,de Deutsch,ja 日本語,ko 한국어,it Italiano,tr Türkçe,nl Nederlands,pl Polski,vi Tiếng Việt,th ไทย`
  .split(',')
  .map((entry) => ({ code: entry.slice(0, 2), name: entry.slice(3), dir: entry.startsWith('ar') ? 'rtl' : 'ltr' }));

/**
 * The code in `LANGUAGES` for a tag such as `pt-BR` or `ua`, else null.
 * @param {unknown} tag
 */
export function normalizeLanguage(tag) {
  const base = String(tag).trim().toLowerCase().split(/[-_]/)[0].replace('ua', 'uk');
  return LANGUAGES.find(({ code }) => code === base)?.code ?? null;
}

/**
 * A language's texts, English for an unknown code; rejects when they cannot be fetched.
 * @param {unknown} code
 * @returns {Promise<Texts>}
 */
export const loadTexts = async (code) => (await import(`./lang/${normalizeLanguage(code) ?? 'en'}.js`)).default;

/**
 * The first of these that the hotel offers: embed attribute, stored choice, page, browser, the hotel's default.
 * @param {{attribute?: unknown, stored?: unknown, page?: unknown, navigator?: readonly unknown[], hotelDefault?: unknown,
 *   offered?: readonly unknown[]}} wishes
 */
export function startLanguage({ attribute, stored, page, navigator = [], hotelDefault, offered = [] }) {
  const listed = offered.map(normalizeLanguage).filter(Boolean);
  const wishes = [attribute, stored, page, ...navigator, hotelDefault].map(normalizeLanguage);
  return wishes.find((code) => code && (!listed[0] || listed.includes(code))) ?? listed[0] ?? 'en';
}

/**
 * A text of `hotel.json`: a string as it is, else the one in the language, the fallback or any language; else empty.
 * @param {any} value
 * @param {string} code
 * @param {string} [fallbackCode]
 * @returns {string}
 */
export function localised(value, code, fallbackCode = 'en') {
  const codes = [code, fallbackCode, ...LANGUAGES.map((language) => language.code)];
  const texts = typeof value === 'string' ? [value] : codes.map((each) => Object.hasOwn(value ?? {}, each) && value[each]);
  return texts.find((text) => text && typeof text === 'string') ?? '';
}

/** @param {string} isoDate @returns milliseconds of that day's start in UTC, NaN where there is no such day */
function dayTime(isoDate) {
  const time = Date.parse(`${isoDate}T00:00Z`);
  // Engines differ on 31 February.
  return time && new Date(time).toISOString().startsWith(isoDate) ? time : NaN;
}

// Signs that mean one currency only, where some languages would write the code.
const CLEAR_SIGNS = /EUR|GBP|INR|PLN|THB|TRY|UAH/;

/**
 * Everything that is written in one language, with formatters made once.
 * @param {Texts} texts
 * @param {string} code
 */
export function makeTranslator(texts, code) {
  const dir = LANGUAGES.find((language) => language.code === code)?.dir ?? 'ltr';
  /** @type {{[key: string]: any}} */
  const made = {};
  /** @type {(type: any, options?: object) => any} a formatter of `Intl`; the calendar is the one that stays are agreed in */
  const intl = (type, options) => (made[type.name + JSON.stringify(options)] ??= new type(`${code}-u-ca-gregory`, options));

  /** @type {(value: number, options?: Intl.NumberFormatOptions) => string} */
  const number = (value, options) => intl(Intl.NumberFormat, options).format(value);
  const days = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };
  /** @type {(value: string | number) => string} a name in a right-to-left sentence keeps its own direction */
  const shown = (value) => (typeof value === 'number' ? number(value) : dir === 'rtl' ? `\u2068${value}\u2069` : value);

  return {
    code,
    dir,
    number,
    /** @type {(key: string, params?: {[name: string]: string | number}) => string} the key itself where there is no text */
    t(key, params = {}) {
      const text = Object.hasOwn(texts, key) ? texts[key] : key;
      const sentence = typeof text === 'string' ? text : text[intl(Intl.PluralRules).select(params.count)] ?? text.other;
      return sentence.replace(/\{(\w+)\}/g, (hole, name) => (Object.hasOwn(params, name) ? shown(params[name]) : hole));
    },
    /** @type {(id: string) => string} a requirement's or amenity's name; an unknown one stays as the hotel wrote it */
    label: (id) => String(Object.hasOwn(texts, `label_${id}`) ? texts[`label_${id}`] : id),
    /** @type {(minorUnits: number, currency: string) => string} without empty decimals; the currency is a code of ISO 4217 */
    money(minorUnits, currency) {
      const known = /^[a-z]{3}$/i.test(currency) ? currency : 'XXX';
      const options = { style: 'currency', currency: known, currencyDisplay: CLEAR_SIGNS.test(known) ? 'narrowSymbol' : 'symbol' };
      const value = minorUnits / 10 ** intl(Intl.NumberFormat, options).resolvedOptions().maximumFractionDigits;
      return number(value, Number.isInteger(value) ? { ...options, maximumFractionDigits: 0 } : options);
    },
    /** @type {(isoDate: string) => string} with the weekday; what is no date stays as it is */
    date(isoDate) {
      const time = dayTime(isoDate);
      return time ? intl(Intl.DateTimeFormat, { ...days, weekday: 'short' }).format(time) : isoDate;
    },
    /** @type {(from: string, to: string) => string} */
    dateRange(from, to) {
      const [start, end] = [dayTime(from), dayTime(to)];
      return start <= end ? intl(Intl.DateTimeFormat, days).formatRange(start, end) : `${from} – ${to}`;
    },
    /** @type {(moment: Date) => string} the time of day where the guest is */
    time: (moment) => intl(Intl.DateTimeFormat, { timeStyle: 'short' }).format(moment),
    /** @type {(seconds: number) => string} such as "2 min, 5 sec" */
    duration(seconds) {
      const whole = Math.max(1, Math.ceil(seconds));
      const parts = [['minute', Math.floor(whole / 60)], ['second', whole % 60]].filter(([, value]) => value);
      const units = parts.map(([unit, value]) => number(Number(value), { style: 'unit', unit: String(unit), unitDisplay: 'short' }));
      return intl(Intl.ListFormat, { type: 'unit', style: 'short' }).format(units);
    },
    /** @type {(strings: readonly string[]) => string} such as "a, b and c" */
    list: (strings) => intl(Intl.ListFormat).format(strings),
  };
}
