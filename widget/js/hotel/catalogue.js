// The hotel as the server describes it, and what is computed from it: free nights, prices, offers. Model output is never believed.
import { dayOf } from '../understanding/dates.js';

const list = (/** @type {unknown} */ value) => (Array.isArray(value) ? value : []);
const fold = (/** @type {unknown} */ value) => String(value).trim().toLowerCase().replace(/\s+/g, ' ');

export class Catalogue {
  /** `hotel` is the answer of `/api/hotel`; whatever is missing or odd becomes a safe default. */
  constructor(/** @type {any} */ hotel) {
    this.hotel = hotel && typeof hotel === 'object' ? hotel : {};
    const { name, currency, service, languages, today, rooms } = this.hotel;
    this.name = typeof name === 'string' ? name : 'Hotel';
    this.currency = /^[A-Z]{3}$/.test(currency) ? currency : 'EUR';
    this.service = service && typeof service === 'object' ? service : {};
    this.languages = list(languages).filter((code) => typeof code === 'string');
    this.today = dayOf(today) ? today : new Date().toISOString().slice(0, 10);
    this.rooms = list(rooms).filter((room) => room && typeof room.id === 'string' && room.pricePerNight > 0);
  }

  room(/** @type {unknown} */ id) { return this.rooms.find((room) => room.id === id) ?? null; }

  isFree(/** @type {string} */ id, /** @type {string} */ checkIn, /** @type {string} */ checkOut) {
    const room = this.room(id);
    const [from, to] = [dayOf(checkIn), dayOf(checkOut)];
    return Boolean(room) && from < to && from >= dayOf(this.today) && !list(room.bookedDates).map(dayOf).some((night) => from <= night && night < to);
  }

  /** The sum of all nights' prices in minor units, and the number of nights. */
  quote(/** @type {any} */ room, /** @type {string} */ checkIn, /** @type {string} */ checkOut) {
    const [from, to] = [dayOf(checkIn), dayOf(checkOut)];
    let total = 0;
    for (let night = from; night < to; night++) {
      const rate = list(room.rates).filter((one) => dayOf(one?.from) <= night && night < dayOf(one.to) && one.pricePerNight > 0).pop();
      total += Math.round((rate ?? room).pricePerNight * 100);
    }
    return { nights: to - from, total };
  }

  /** What is true of a block: its room (by id or exact name in any language), dates and guests are taken, all numbers computed anew. */
  judgeOffer(/** @type {Record<string, string>} */ block) {
    const { room_name = '', check_in, check_out, special_notes = '' } = block;
    const room = this.room(room_name.trim()) ?? this.rooms.find(({ name }) => (typeof name === 'string' ? [name] : Object.values(name ?? {})).map(fold).includes(fold(room_name)));
    const guests = Number(block.guests || 2);
    const { minNights = 1, maxNights = 365 } = this.hotel.policies ?? {};
    if (!room) return { problem: 'room' };
    if (!(dayOf(check_in) < dayOf(check_out) && dayOf(check_in) >= dayOf(this.today))) return { problem: 'dates' };
    const { nights, total } = this.quote(room, check_in, check_out);
    if (nights < minNights || nights > maxNights) return { problem: 'nights' };
    if (!this.isFree(room.id, check_in, check_out)) return { problem: 'booked' };
    if (!(Number.isInteger(guests) && guests > 0 && guests <= (room.maxGuests ?? 2))) return { problem: 'guests' };
    const amount = (/** @type {number} */ minor) => (minor / 100).toFixed(2).replace('.00', '');
    return {
      offer: {
        room_id: room.id, room_name, room_price: amount(Math.round(total / nights)), check_in, check_out, guests: `${guests}`, total_nights: `${nights}`, total_price: amount(total),
        currency: this.currency, special_notes: special_notes.split('|').map((note) => note.trim()).filter(Boolean).slice(0, 12),
      },
    };
  }
}

/** The answer of `/api/hotel`. */
export async function loadHotel(/** @type {string} */ endpoint, /** @type {AbortSignal | undefined} */ signal) {
  const response = await fetch(`${endpoint}/api/hotel`, { credentials: 'omit', signal });
  if (!response.ok) throw new Error(`The hotel could not be loaded: ${response.status}.`);
  return response.json();
}
