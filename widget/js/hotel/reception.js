// The way to the hotel's people: how to reach them, where to book, and a request for a stay (docs/reception.md §1, §3).
import { toJSON } from './catalogue.js';
import { dayOf } from '../understanding/dates.js';

/** @typedef {import('./catalogue.js').Hotel} Hotel */
/** @typedef {import('./catalogue.js').Offer} Offer */

// --- Opening hours ---------------------------------------------------------------------------------------------------
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY = 24 * 60;

/** The day of the week (0: Sunday) and the minute of the day in a zone; the browser's where the zone is none. */
function clockIn(/** @type {string | undefined} */ timeZone, /** @type {Date} */ now) {
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const clockOf = (/** @type {string | undefined} */ zone) =>
    new Intl.DateTimeFormat('en', { ...parts, timeZone: zone });
  let clock;
  try { clock = clockOf(timeZone); } catch { clock = clockOf(undefined); }
  const [, weekday = '', hour, minute] = /^(\w+),? (\d+):(\d+)/.exec(clock.format(now)) ?? [];
  return { day: DAYS.indexOf(weekday.slice(0, 3).toLowerCase()), minute: Number(hour) * 60 + Number(minute) };
}

/** A span such as `08:00-22:00` in minutes; one that ends before it begins goes on after midnight. */
function spanOf(/** @type {unknown} */ text) {
  const [, ...numbers] = /^\s*(\d\d?):(\d\d)\s*[-–]\s*(\d\d?):(\d\d)\s*$/.exec(String(text)) ?? [];
  const [fromHour, fromMinute, toHour, toMinute] = numbers.map(Number);
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  return { from, to: to > from ? to : to + DAY };
}

const timeOf = (/** @type {number} */ minute) =>
  [Math.floor(minute / 60) % 24, minute % 60].map((number) => String(number).padStart(2, '0')).join(':');

/**
 * Whether somebody is there, and until when or from when, by the hotel's clock.
 * @param {import('./catalogue.js').Hours | undefined} hours @param {string | undefined} timeZone @param {Date} now
 * @returns {{isOpen: boolean, time: string | null, isToday: boolean, day: string | null} | null} `time`: null where it
 *   never closes or
 *   opens; `day` of another day, `mon` to `sun`; null: the hotel does not say
 */
export function openingOf(hours, timeZone, now) {
  if (!hours || typeof hours !== 'object') return null;
  const { day, minute } = clockIn(timeZone, now);
  // Yesterday's last span may not be over; a week ahead is far enough to find the next one.
  const spans = [-1, 0, 1, 2, 3, 4, 5, 6, 7].flatMap((ahead) => {
    const listed = hours[DAYS[(day + ahead + 7) % 7]];
    return (Array.isArray(listed) ? listed : []).map(spanOf).filter(({ from }) => from >= 0)
      .map(({ from, to }) => ({ from: from + ahead * DAY, to: to + ahead * DAY }));
  }).sort((one, other) => one.from - other.from);
  const isOpen = spans.some(({ from, to }) => from <= minute && minute < to);
  let time = spans.find(({ from }) => from > minute)?.from ?? Infinity;
  if (isOpen) {
    time = minute;
    // Spans that touch are one.
    for (const { from, to } of spans) if (from <= time && to > time) time = to;
  }
  if (time > minute + 7 * DAY) return { isOpen, time: null, isToday: false, day: null };
  const isToday = time <= DAY;
  return { isOpen, time: timeOf(time), isToday, day: isToday ? null : DAYS[(day + Math.floor(time / DAY)) % 7] };
}

// --- Ways ------------------------------------------------------------------------------------------------------------
const textOf = (/** @type {unknown} */ value) => (typeof value === 'string' && value.trim() ? value : null);
/** A number as a link dials it. */
function dialled(/** @type {string | null} */ phone) {
  const digits = phone?.replace(/\D/g, '');
  return digits ? (/^\D*\+/.test(phone ?? '') ? '+' : '') + digits : null;
}

/** How the hotel is reached; null for what it does not offer. `address` may be given for each language. */
export function contactWays(/** @type {Hotel} */ { contact = {}, timeZone }, now = new Date()) {
  const [phone, email, whatsapp] = [contact.phone, contact.email, contact.whatsapp].map(textOf);
  const [number, chat] = [dialled(phone), dialled(whatsapp)?.replace('+', '')];
  return {
    phone,
    phoneURL: number && `tel:${number}`,
    whatsappURL: chat ? `https://wa.me/${chat}` : null,
    email,
    address: contact.address ?? null,
    hours: openingOf(contact.hours, timeZone, now),
  };
}

/**
 * The address of the hotel's booking page, with what is known of a stay; a parameter that needs something unknown is
 * left out (B-30).
 * @param {Hotel} hotel @param {Partial<Record<'checkIn' | 'checkOut' | 'guests' | 'room' | 'language', unknown>>} stay
 */
export function bookingLink({ contact }, stay) {
  const { bookingUrl } = contact ?? {};
  if (!/^https?:/i.test(bookingUrl ?? '')) return null;
  const nights = dayOf(stay.checkOut) - dayOf(stay.checkIn);
  /** @type {Record<string, unknown>} */
  const known = { ...stay, nights: nights > 0 ? nights : null };
  const lacks = (/** @type {string} */ part) => [...part.matchAll(/\{(\w+)\}/g)].some(([, name]) => !known[name]);
  const fill = (/** @type {string} */ part) =>
    part.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(known[name] ?? '')));
  /** @type {(parameters: string) => string} */
  const parameters = (text) => text.split('&').filter((one) => !lacks(one)).map(fill).join('&');
  const [, path = '', query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(bookingUrl ?? '') ?? [];
  const [place, more] = (fragment ?? '').split('?');
  const sections = path.split('/').filter((section) => !lacks(section)).map(fill).join('/');
  const asked = parameters(query ?? '');
  const end = more === undefined ? parameters(place) : `${fill(place)}?${parameters(more)}`;
  return `${sections}${asked && `?${asked}`}${end && `#${end}`}`;
}

// --- A request for a stay --------------------------------------------------------------------------------------------
/** @typedef {{fullName: string, email: string, phone: string, consent: boolean}} Guest */

/** One line without characters that steer: the server takes no others. */
const tidy = (/** @type {unknown} */ value) =>
  String(value ?? '').normalize('NFKC').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
const isEmail = (/** @type {string} */ text) =>
  text.length <= 254 && /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]{2,}$/u.test(text);
const isPhone = (/** @type {string} */ text) =>
  /^\+?[\d\s().\/-]{5,40}$/.test(text) && /^\d{5,15}$/.test(text.replace(/\D/g, ''));

/**
 * What a form lacks: for each field the key of the text that says so. A name is needed, and one of e-mail and phone
 * (`contact`).
 * @returns {Partial<Record<'fullName' | 'contact' | 'email' | 'phone' | 'consent', string>>}
 */
export function problemsOf(/** @type {Partial<Guest>} */ { fullName, email, phone, consent }) {
  const [name, mail, number] = [fullName, email, phone].map(tidy);
  return {
    ...(name && name.length <= 200 ? {} : { fullName: 'enterName' }),
    ...(mail || number ? {} : { contact: 'enterContact' }),
    ...(!mail || isEmail(mail) ? {} : { email: 'checkEntry' }),
    ...(!number || isPhone(number) ? {} : { phone: 'checkEntry' }),
    ...(consent === true ? {} : { consent: 'agree' }),
  };
}

/** A UUID (RFC 9562, version 4); `randomUUID` is missing on pages without TLS. */
function newUUID() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** How long the server may take, in milliseconds. */
const PATIENCE = 30_000;

/**
 * @typedef {{state: 'sent', id: string, reference: string, total?: number | string, currency?: string}} Sent
 * @typedef {{state: 'failed', code: string, param: string | null, status: number, retryAfter: number | null}} Failed
 *   `code`: the server's (`offer_unavailable`, `bookings_unavailable`, …), else `offline`, `network`, `timeout`,
 *   `aborted`, `bad_response`
 */

/** A request for a stay. It has one id on every try, so that the hotel gets it once. */
export class BookingRequest {
  id = newUUID();
  isRenewed = false;
  /** @type {Promise<Sent | Failed> | null} A try that is on its way. */ sending = null;

  constructor(/** @type {string} */ endpoint, /** @type {Offer} */ offer, /** @type {string} */ language) {
    this.endpoint = endpoint;
    this.offer = offer;
    this.language = language;
  }

  /** Sends it; a second call meanwhile waits for the first. `guest` has no problems any more. */
  send(/** @type {Guest} */ guest, /** @type {AbortSignal | undefined} */ signal) {
    this.sending ??= this.attempt(guest, signal).finally(() => { this.sending = null; });
    return this.sending;
  }

  body(/** @type {Guest} */ { fullName, email, phone }) {
    const { room_id, check_in, check_out, guests, special_notes } = this.offer;
    const fields = Object.entries({ fullName, email, phone }).map(([name, value]) => [name, tidy(value)]);
    return {
      id: this.id,
      offer: { room_id, check_in, check_out, guests: Number(guests), special_notes: special_notes.map(tidy) },
      guest: Object.fromEntries(fields.filter(([, value]) => value)),
      language: this.language,
      consent: true,
    };
  }

  /** @returns {Promise<Sent | Failed>} */
  async attempt(/** @type {Guest} */ guest, /** @type {AbortSignal | undefined} */ signal) {
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal?.addEventListener('abort', abort);
    const timer = setTimeout(abort, PATIENCE);
    try {
      const response = await fetch(`${this.endpoint}/api/bookings`, {
        method: 'POST', body: toJSON(this.body(guest)), headers: { 'Content-Type': 'application/json' },
        credentials: 'omit', cache: 'no-store', signal: controller.signal,
      });
      return await this.outcome(response, guest, signal);
    } catch {
      const lost = globalThis.navigator?.onLine === false ? 'offline' : 'network';
      const code = signal?.aborted ? 'aborted' : controller.signal.aborted ? 'timeout' : lost;
      return { state: 'failed', code, param: null, status: 0, retryAfter: null };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * What the server says.
   * @param {Response} response @param {Guest} guest @param {AbortSignal | undefined} signal
   * @returns {Promise<Sent | Failed>}
   */
  async outcome(response, guest, signal) {
    const { status, headers } = response;
    const told = await response.json().catch(() => null);
    if (status === 202 && typeof told?.reference === 'string') {
      const { id = this.id, reference, total, currency } = told;
      return { state: 'sent', id, reference, total, currency };
    }
    const { code = status === 202 ? 'bad_response' : '', param = null } = told?.error ?? {};
    if (code === 'id_taken' && !this.isRenewed) {
      // An earlier try did arrive, with other data: what the guest says now is a request of its own.
      this.isRenewed = true;
      this.id = newUUID();
      return this.attempt(guest, signal);
    }
    const retryAfter = Number(headers.get('retry-after')) || null;
    return { state: 'failed', code: String(code || 'unknown'), param, status, retryAfter };
  }
}
