/** @typedef {{[key: string]: string | {[category: string]: string}}} Texts an object has a form for each plural category of `count` */
/** @typedef {ReturnType<typeof makeTranslator>} Translator */

/** The languages in the order of the menu, named in themselves. */
export const LANGUAGES = `en English,zh 中文,hi हिन्दी,es Español,ar العربية,fr Français,bn বাংলা,pt Português,ru Русский,\
id Bahasa Indonesia,uk Українська,de Deutsch,ja 日本語,ko 한국어,it Italiano,tr Türkçe,nl Nederlands,pl Polski,vi Tiếng Việt,th ไทย`
  .split(',')
  .map((entry) => ({ code: entry.slice(0, 2), name: entry.slice(3), dir: entry.startsWith('ar') ? 'rtl' : 'ltr' }));

/**
 * @param {unknown} tag such as `pt-BR` or `ua`
 * @returns its code in `LANGUAGES`, else null
 */
export function normalizeLanguage(tag) {
  const base = String(tag).trim().toLowerCase().split(/[-_]/)[0].replace('ua', 'uk');
  return LANGUAGES.find(({ code }) => code === base)?.code ?? null;
}

/**
 * English for an unknown code; rejects when the texts cannot be fetched.
 * @param {unknown} code
 * @returns {Promise<Texts>}
 */
export const loadTexts = async (code) => (await import(`./lang/${normalizeLanguage(code) ?? 'en'}.js`)).default;

/**
 * The first wish that the hotel offers.
 * @param {{attribute?: unknown, stored?: unknown, page?: unknown, navigator?: readonly unknown[], hotelDefault?: unknown,
 *   offered?: readonly unknown[]}} wishes
 */
export function startLanguage({ attribute, stored, page, navigator = [], hotelDefault, offered = [] }) {
  const listed = offered.map(normalizeLanguage).filter(Boolean);
  const wishes = [attribute, stored, page, ...navigator, hotelDefault].map(normalizeLanguage);
  return wishes.find((code) => code && (!listed[0] || listed.includes(code))) ?? listed[0] ?? 'en';
}

/**
 * A text of `hotel.json`, which is a string or has a string for some languages; empty where there is none.
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

/**
 * @param {string} isoDate
 * @returns the day's start in UTC, NaN where there is no such day
 */
function dayTime(isoDate) {
  const time = Date.parse(`${isoDate}T00:00Z`);
  // Engines differ on 31 February.
  return time && new Date(time).toISOString().startsWith(isoDate) ? time : NaN;
}

/**
 * Everything that is written in one language. Formatters are made on first use.
 * @param {Texts} texts
 * @param {string} code
 */
export function makeTranslator(texts, code) {
  const dir = LANGUAGES.find((language) => language.code === code)?.dir;
  /** @type {{[key: string]: any}} */
  const made = {};
  // Stays are agreed in the Gregorian calendar, in Thai too.
  /** @type {(type: any, options?: object) => any} */
  const intl = (type, options) => (made[type.name + JSON.stringify(options)] ??= new type(`${code}-u-ca-gregory`, options));
  /** @type {(value: number, options?: object) => string} */
  const number = (value, options) => intl(Intl.NumberFormat, options).format(value);
  const days = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };

  return {
    code,
    dir: dir ?? 'ltr',
    number,
    /** @type {(key: string, params?: {[name: string]: string | number}) => string} the key itself where there is no text */
    t(key, params = {}) {
      const text = Object.hasOwn(texts, key) ? texts[key] : key;
      const sentence = typeof text === 'string' ? text : text[intl(Intl.PluralRules).select(params.count)] ?? text.other;
      return sentence.replace(/\{(\w+)\}/g, (hole, name) => {
        const value = Object.hasOwn(params, name) ? params[name] : hole;
        // A name in a right-to-left sentence keeps its own direction.
        return typeof value === 'number' ? number(value) : dir === 'rtl' ? `\u2068${value}\u2069` : value;
      });
    },
    /** @type {(id: string) => string} a requirement's or amenity's name; an unknown one stays as the hotel wrote it */
    label: (id) => String(Object.hasOwn(texts, `label_${id}`) ? texts[`label_${id}`] : id),
    /** @type {(minorUnits: number, currency: string) => string} without empty decimals */
    money(minorUnits, currency) {
      const known = /^[a-z]{3}$/i.test(currency) ? currency : 'XXX';
      // Some languages would write the code, where the sign can mean one currency only.
      const currencyDisplay = /EUR|GBP|INR|PLN|TRY|UAH/.test(known) ? 'narrowSymbol' : 'symbol';
      const options = { style: 'currency', currency: known, currencyDisplay };
      const value = minorUnits / 10 ** intl(Intl.NumberFormat, options).resolvedOptions().maximumFractionDigits;
      return number(value, Number.isInteger(value) ? { ...options, maximumFractionDigits: 0 } : options);
    },
    /** @type {(isoDate: string) => string} with the weekday; what is no date stays as it is */
    date: (isoDate) => (dayTime(isoDate) ? intl(Intl.DateTimeFormat, { ...days, weekday: 'short' }).format(dayTime(isoDate)) : isoDate),
    /** @type {(from: string, to: string) => string} */
    dateRange: (from, to) =>
      dayTime(from) <= dayTime(to) ? intl(Intl.DateTimeFormat, days).formatRange(dayTime(from), dayTime(to)) : `${from} – ${to}`,
    /** @type {(moment: Date) => string} the guest's time of day */
    time: (moment) => intl(Intl.DateTimeFormat, { timeStyle: 'short' }).format(moment),
    /** @type {(seconds: number) => string} */
    duration(seconds) {
      const whole = Math.max(1, Math.ceil(seconds));
      const parts = Object.entries({ minute: Math.floor(whole / 60), second: whole % 60 }).filter(([, value]) => value);
      const texts = parts.map(([unit, value]) => number(value, { style: 'unit', unit, unitDisplay: 'short' }));
      return intl(Intl.ListFormat, { type: 'unit', style: 'short' }).format(texts);
    },
    /** @type {(strings: readonly string[]) => string} */
    list: (strings) => intl(Intl.ListFormat).format(strings),
  };
}
