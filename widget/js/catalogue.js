// The hotel as the server describes it, and what is computed from it: free nights, prices, offers. Model output is never believed.
import { endpointOf } from './endpoint.js';

/**
 * Days since 1970-01-01 of `YYYY-MM-DD`; null where it is no day.
 * @param {unknown} text
 */
export function dayNumber(text) {
  const parts = typeof text === 'string' ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) : null;
  if (!parts) return null;
  const ms = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return new Date(ms).toISOString().slice(0, 10) === text ? ms / 86_400_000 : null;
}

const text = (/** @type {unknown} */ value, /** @type {string} */ fallback = '') => (typeof value === 'string' ? value : fallback);
const list = (/** @type {unknown} */ value) => (Array.isArray(value) ? value : []);
const fold = (/** @type {string} */ value) => value.trim().toLowerCase().replace(/\s+/g, ' ');

export class Catalogue {
  /** @param {any} hotel The answer of `/api/hotel`; whatever is missing or odd becomes a safe default. */
  constructor(hotel) {
    this.hotel = hotel && typeof hotel === 'object' ? hotel : {};
    this.name = text(this.hotel.name, 'Hotel');
    this.currency = /^[A-Z]{3}$/.test(this.hotel.currency) ? this.hotel.currency : 'EUR';
    this.service = this.hotel.service && typeof this.hotel.service === 'object' ? this.hotel.service : {};
    this.languages = list(this.hotel.languages).filter((code) => typeof code === 'string');
    this.today = dayNumber(this.hotel.today) === null ? new Date().toISOString().slice(0, 10) : this.hotel.today;
    this.rooms = list(this.hotel.rooms).filter((room) => room && typeof room.id === 'string' && room.pricePerNight > 0);
  }

  /** @param {unknown} id */
  room(id) { return this.rooms.find((room) => room.id === id) ?? null; }

  /**
   * By id or by its exact name in any language.
   * @param {string} name
   */
  roomByName(name) {
    const wanted = fold(name);
    return this.room(name.trim()) ?? this.rooms.find((room) => (typeof room.name === 'string' ? [room.name] : Object.values(room.name ?? {}))
      .some((one) => typeof one === 'string' && fold(one) === wanted)) ?? null;
  }

  /**
   * @param {string} id
   * @param {string} checkIn
   * @param {string} checkOut
   */
  isFree(id, checkIn, checkOut) {
    const room = this.room(id);
    const from = dayNumber(checkIn);
    const to = dayNumber(checkOut);
    if (!room || from === null || to === null || from >= to || from < /** @type {number} */ (dayNumber(this.today))) return false;
    const booked = new Set(list(room.bookedDates).map(dayNumber));
    for (let night = from; night < to; night++) if (booked.has(night)) return false;
    return true;
  }

  /**
   * The price of each night in minor units, their sum, and the number of nights.
   * @param {any} room
   * @param {number} from
   * @param {number} to
   */
  quote(room, from, to) {
    let total = 0;
    for (let night = from; night < to; night++) {
      const rate = list(room.rates).filter((one) => {
        const [start, end] = [dayNumber(one?.from), dayNumber(one?.to)];
        return start !== null && end !== null && start <= night && night < end && one.pricePerNight > 0;
      }).pop();
      total += Math.round((rate ?? room).pricePerNight * 100);
    }
    return { nights: to - from, total, currency: this.currency };
  }

  /**
   * What is true of a block: its room, dates and guests are taken, all numbers computed anew.
   * @param {Record<string, string>} block
   */
  judgeOffer(block) {
    const room = this.roomByName(block.room_name ?? '');
    const from = dayNumber(block.check_in);
    const to = dayNumber(block.check_out);
    const guests = Number(block.guests || 2);
    const { minNights = 1, maxNights = 365 } = this.hotel.policies ?? {};
    if (!room) return { problem: 'room' };
    if (from === null || to === null || from >= to || from < /** @type {number} */ (dayNumber(this.today))) return { problem: 'dates' };
    if (to - from < minNights || to - from > maxNights) return { problem: 'nights' };
    if (!this.isFree(room.id, block.check_in, block.check_out)) return { problem: 'booked' };
    if (!Number.isInteger(guests) || guests < 1 || guests > (room.maxGuests ?? 2)) return { problem: 'guests' };
    const quote = this.quote(room, from, to);
    const amount = (/** @type {number} */ minor) => (minor / 100).toFixed(2).replace(/\.00$/, '');
    return {
      offer: {
        room_id: room.id, room_name: block.room_name, room_price: amount(Math.round(quote.total / quote.nights)), check_in: block.check_in, check_out: block.check_out,
        guests: String(guests), total_nights: String(quote.nights), total_price: amount(quote.total), currency: quote.currency,
        special_notes: (block.special_notes ?? '').split('|').map((note) => note.trim()).filter(Boolean).slice(0, 12),
      },
    };
  }
}

/** @type {Catalogue | null} */
let loaded = null;
export const catalogue = () => loaded;

/**
 * Loads the hotel anew.
 * @param {string} [endpoint]
 * @param {AbortSignal} [signal]
 */
export async function loadCatalogue(endpoint, signal) {
  const base = endpointOf(endpoint);
  if (!base) return null;
  const response = await fetch(`${base}/api/hotel`, { credentials: 'omit', signal });
  if (!response.ok) throw new Error(`The hotel could not be loaded: ${response.status}.`);
  loaded = new Catalogue(await response.json());
  return loaded;
}

/** The hotel is in, or has failed; in Node nothing is fetched at import. */
export const ready = import.meta.url.startsWith('http') ? loadCatalogue().then(() => undefined, () => undefined) : Promise.resolve();
