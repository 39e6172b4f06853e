// The hotel as the server describes it, and what is computed from it: free nights, prices, offers. Model output is
// never believed.
import { dayOf } from '../understanding/dates.js';

/** @typedef {string | Record<string, string>} Localised a text, or one for each of some languages */
/** @typedef {{from: string, to: string, pricePerNight: number}} Rate `from` is included, `to` is not */
/**
 * @typedef {{id: string, name: Localised, description?: Localised, area?: number, pricePerNight: number,
 *   maxGuests?: number, beds?: Localised, amenities?: string[], mainPhoto?: string, gallery?: string[],
 *   askQuestionEnabled?: boolean, rates?: Rate[], bookedDates?: string[], availability?: string}} Room `availability:
 *   'unknown'`: nobody can say what is free
 * @typedef {Record<string, string[]>} Hours spans such as `08:00-22:00` by day: `mon` to `sun`
 * @typedef {{email?: string, phone?: string, whatsapp?: string, address?: Localised, bookingUrl?: string,
 *   hours?: Hours}} Contact
 * @typedef {{name?: string, timeZone?: string, currency?: string, defaultLanguage?: string, languages?: string[],
 *   tagline?: Localised, description?: Localised, theme?: Record<string, any>, contact?: Contact,
 *   links?: Record<string, string>, policies?: Record<string, any>,
 *   quickReplies?: Record<string, string>[], today?: string, rooms?: Room[],
 *   service?: {model?: string, demo?: boolean, configured?: boolean, version?: string, bookings?: boolean}}} Hotel
 * @typedef {{room_id: string, room_name: string, room_price: string, check_in: string, check_out: string,
 *   guests: string, total_nights: string, total_price: string, currency: string, special_notes: string[]}} Offer the
 *   block's keys, computed anew
 * @typedef {{checkIn: string | null, checkOut: string | null, guests: number | null}} Stay as far as it is known
 */

// --- Money: counted in the smallest unit of a currency, so that sums are exact ---------------------------------------
/**
 * Currencies whose digits behind the point are not two (ISO 4217), by the number. Browsers know other ones, those of
 * cash.
 */
const DIGITS = [
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  '',
  '',
  'BHD IQD JOD KWD LYD OMR TND',
  'CLF UYW',
];

/** How many digits behind the point a currency has. */
export function digitsOf(/** @type {string} */ currency) {
  const found = DIGITS.findIndex((codes) => codes.split(' ').includes(currency));
  return found < 0 ? 2 : found;
}

/**
 * An amount as the hotel wrote it, such as 30.5, in the currency's smallest unit; 15 digits are what a number holds
 * exactly.
 */
const minorUnits = (/** @type {number} */ amount, /** @type {string} */ currency) =>
  Math.round(Number((amount * 10 ** digitsOf(currency)).toPrecision(15)));

/** The amount again, with all decimals or, where they are empty, none: `30.500`, `120`. */
function amountOf(/** @type {number} */ minor, /** @type {string} */ currency) {
  const digits = digitsOf(currency);
  const amount = minor / 10 ** digits;
  return amount.toFixed(Number.isInteger(amount) ? 0 : digits);
}

// --- The hotel -------------------------------------------------------------------------------------------------------
/** @type {<T>(value: T[] | undefined) => T[]} What should be a list; anything else is an empty one. */
const list = (value) => (Array.isArray(value) ? value : []);
const fold = (/** @type {unknown} */ value) => String(value).trim().toLowerCase().replace(/\s+/g, ' ');
const namesOf = (/** @type {Room} */ { name }) =>
  (typeof name === 'string' ? [name] : Object.values(name ?? {})).map(fold);

export class Catalogue {
  /** `given` is the answer of `/api/hotel`; whatever is missing or odd becomes a safe default. */
  constructor(/** @type {unknown} */ given) {
    /** @type {Hotel} */ this.hotel = given && typeof given === 'object' ? given : {};
    const { name, currency = '', service, languages, today = '', rooms } = this.hotel;
    this.name = typeof name === 'string' ? name : 'Hotel';
    this.currency = /^[A-Z]{3}$/.test(currency) ? currency : 'EUR';
    this.service = service && typeof service === 'object' ? service : {};
    this.languages = list(languages).filter((code) => typeof code === 'string');
    this.today = dayOf(today) ? today : new Date().toISOString().slice(0, 10);
    this.rooms = list(rooms).filter((room) => typeof room?.id === 'string' && room.pricePerNight > 0);
  }

  room(/** @type {unknown} */ id) { return this.rooms.find((room) => room.id === id) ?? null; }

  /** A price of the hotel in the smallest unit of its currency. */
  minor(/** @type {number} */ price) { return minorUnits(price, this.currency); }

  isFree(/** @type {string} */ id, /** @type {string} */ checkIn, /** @type {string} */ checkOut) {
    const room = this.room(id);
    const [from, to] = [dayOf(checkIn), dayOf(checkOut)];
    if (!room || room.availability === 'unknown' || !(from < to && from >= dayOf(this.today))) return false;
    return !list(room.bookedDates).map(dayOf).some((night) => from <= night && night < to);
  }

  /** The sum of all nights' prices in minor units, and the number of nights. */
  quote(/** @type {Room} */ room, /** @type {string} */ checkIn, /** @type {string} */ checkOut) {
    const [from, to] = [dayOf(checkIn), dayOf(checkOut)];
    const rates = list(room.rates).filter((rate) => rate?.pricePerNight > 0);
    let total = 0;
    for (let night = from; night < to; night++) {
      const rate = rates.filter((one) => dayOf(one.from) <= night && night < dayOf(one.to)).pop();
      total += this.minor((rate ?? room).pricePerNight);
    }
    return { nights: to - from, total };
  }

  /**
   * The rooms that are free and large enough for what is known of a stay, the cheapest first; with nothing known, all
   * of them in the
   * hotel's order (B-33).
   */
  fitting(/** @type {Stay} */ { checkIn, checkOut, guests }) {
    const [from, to] = [String(checkIn), String(checkOut)];
    const hasDates = dayOf(from) < dayOf(to);
    const price = (/** @type {Room} */ room) => (hasDates ? this.quote(room, from, to).total : room.pricePerNight);
    const fits = this.rooms.filter(({ id, maxGuests = 2 }) =>
      maxGuests >= (guests ?? 1) && (!hasDates || this.isFree(id, from, to)));
    return hasDates || guests ? fits.sort((one, other) => price(one) - price(other)) : fits;
  }

  /**
   * What is true of a block: its room (by id or exact name in any language), dates and guests are taken, all numbers
   * computed anew.
   * @param {Record<string, string>} block
   * @returns {{offer: Offer, problem?: undefined} | {offer?: undefined, problem: string}}
   */
  judgeOffer({ room_name = '', check_in, check_out, guests: given, special_notes = '' }) {
    const room = this.room(room_name.trim()) ?? this.rooms.find((one) => namesOf(one).includes(fold(room_name)));
    const guests = Number(given || 2);
    const { minNights = 1, maxNights = 365 } = this.hotel.policies ?? {};
    if (!room) return { problem: 'room' };
    if (!(dayOf(check_in) < dayOf(check_out) && dayOf(check_in) >= dayOf(this.today))) return { problem: 'dates' };
    const { nights, total } = this.quote(room, check_in, check_out);
    if (nights < minNights || nights > maxNights) return { problem: 'nights' };
    if (room.availability === 'unknown') return { problem: 'unknown' };
    if (!this.isFree(room.id, check_in, check_out)) return { problem: 'booked' };
    if (!(Number.isInteger(guests) && guests > 0 && guests <= (room.maxGuests ?? 2))) return { problem: 'guests' };
    const amount = (/** @type {number} */ minor) => amountOf(minor, this.currency);
    return {
      offer: {
        room_id: room.id, room_name, room_price: amount(Math.round(total / nights)), check_in, check_out,
        guests: `${guests}`, total_nights: `${nights}`, total_price: amount(total), currency: this.currency,
        special_notes: special_notes.split('|').map((note) => note.trim()).filter(Boolean).slice(0, 12),
      },
    };
  }
}

// --- Offers ----------------------------------------------------------------------------------------------------------
/** The keys and values of the block that an answer may end with (docs/widget.md §2.4). */
export function parseBlock(/** @type {string} */ block) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [, key, value] of block.matchAll(/^([^:\r\n]+):(.*)/gm)) values[key.trim().toLowerCase()] = value.trim();
  return values;
}

/** What is true of an answer's block, whichever assistant wrote it. */
export function offerOf(/** @type {string} */ block, /** @type {Catalogue | null} */ catalogue) {
  const { offer = null, problem } = catalogue?.judgeOffer(parseBlock(block)) ?? { problem: 'no_catalogue' };
  return { offerData: offer, hasOffer: Boolean(offer), ...(problem ? { offerProblem: problem } : {}) };
}

// --- The server ------------------------------------------------------------------------------------------------------
/**
 * JSON of a value. Prototype.js and its like give arrays a `toJSON` of their own, which would make texts of them: it is
 * shadowed.
 */
export function toJSON(/** @type {unknown} */ value) {
  /** @type {(one: any) => unknown} */
  const plain = (one) => {
    if (Array.isArray(one)) {
      return Object.defineProperty(one.map((each) => plain(each)), 'toJSON', { value: undefined });
    }
    if (!one || typeof one !== 'object') return one;
    return { ...Object.fromEntries(Object.keys(one).map((key) => [key, plain(one[key])])), toJSON: undefined };
  };
  return JSON.stringify(plain(value));
}

/** The answer of `/api/hotel`. */
export async function loadHotel(/** @type {string} */ endpoint, /** @type {AbortSignal | undefined} */ signal) {
  const response = await fetch(`${endpoint}/api/hotel`, { credentials: 'omit', signal });
  if (!response.ok) throw new Error(`The hotel could not be loaded: ${response.status}.`);
  return response.json();
}
