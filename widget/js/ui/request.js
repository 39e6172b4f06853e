// What comes after Confirm: the offer is checked once more, then the ways to send the request are shown. The hotel confirms it, not this chat.
import { Catalogue, loadHotel } from '../hotel/catalogue.js';
import { button, make } from './dom.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */
/** Cards whose offer is being checked. @type {WeakSet<Element>} */
const asked = new WeakSet();

/** `renew` draws the offer's card anew. */
export async function confirm(
  /** @type {Conversation} */ chat, /** @type {any} */ offer, /** @type {HTMLElement} */ card, /** @type {HTMLElement} */ actions, /** @type {(chat: Conversation, offer: any) => HTMLElement} */ renew,
) {
  const { t, money, dateRange } = chat.texts;
  if (asked.has(card)) return;
  asked.add(card);
  const hotel = await loadHotel(chat.endpoint, chat.host.requests.signal).catch(() => null);
  asked.delete(card);
  if (!card.isConnected) return;
  if (!hotel) { chat.view?.notice(t('error_network')); return; }
  chat.catalogue = new Catalogue(hotel);
  const { offer: now, problem } = chat.catalogue.judgeOffer({ ...offer, room_name: offer.room_id, special_notes: '' });
  if (!now) { chat.view?.refuse(t(problem === 'booked' ? 'notFree' : 'offerProblem', { dates: dateRange(offer.check_in, offer.check_out) }), card); return; }
  const renewed = renew(chat, offer);
  if (renewed.textContent !== card.textContent) {
    card.replaceWith(renewed);
    renewed.querySelector('button')?.focus();
    chat.view?.notice(t('offerChanged'));
    return;
  }
  const room = chat.catalogue.room(now.room_id);
  if (!room) return;
  const total_price = money(chat.catalogue.quote(room, now.check_in, now.check_out).total, now.currency);
  const request = { ...now, room_name: chat.text(room.name), total_price, special_notes: offer.special_notes ?? [] };
  if (!chat.host.tell('booking-request', { offer: request, guest: { ...chat.booking.collectedData } })) return;
  const ways = prepared(chat, request);
  actions.replaceWith(ways);
  /** @type {HTMLElement | null} */ (ways.querySelector('a, button'))?.focus();
}

/** The ways to send a request. */
function prepared(/** @type {Conversation} */ chat, /** @type {any} */ request) {
  const { t, date, dateRange } = chat.texts;
  const { bookingUrl = '', email, phone } = chat.catalogue.hotel.contact ?? {};
  const dates = dateRange(request.check_in, request.check_out);
  const lines = [
    `${t('room')}: ${request.room_name}`, `${t('checkIn')}: ${date(request.check_in)}`, `${t('checkOut')}: ${date(request.check_out)}`, t('guests', { count: Number(request.guests) }),
    `${t('total')}: ${request.total_price}`, ...request.special_notes,
  ].join('\n');
  const link = (/** @type {string} */ href, /** @type {string} */ text) => make('a', { href, class: 'secondary', target: href.startsWith('http') ? '_blank' : null, rel: 'noopener noreferrer' }, text);
  const row = make('div', { class: 'row' });
  if (/^https?:/.test(bookingUrl)) row.append(link(bookingUrl, t('sendOnline')));
  if (email) row.append(link(`mailto:${email}?subject=${encodeURIComponent(t('mailSubject', { room: request.room_name, dates }))}&body=${encodeURIComponent(lines)}`, t('sendMail')));
  if (phone) row.append(link(`tel:${phone.replace(/[^\d+]/g, '')}`, t('callHotel', { phone })));
  row.append(button(t('copyRequest'), 'secondary', () => { navigator.clipboard?.writeText(lines).catch(() => {}); }));
  return make('div', { class: 'prepared' }, make('strong', {}, t('requestPrepared')), make('p', {}, t('requestNote')), row);
}
