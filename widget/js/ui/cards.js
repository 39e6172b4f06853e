// Cards inside the transcript: rooms, one room, an offer, an error.
import { dayNumber } from '../catalogue.js';
import { icon, iconButton, label, make } from './dom.js';

/** @typedef {import('../conversation.js').Conversation} Conversation */
/**
 * @param {string} text
 * @param {string} kind
 * @param {() => void} action
 * @param {Record<string, string>} [attributes]
 */
export function button(text, kind, action, attributes = {}) {
  const element = make('button', { type: 'button', class: kind, ...attributes }, text);
  element.addEventListener('click', action);
  return element;
}

/**
 * A room's picture; a missing one leaves the drawn placeholder.
 * @param {Conversation} chat
 * @param {any} room
 * @param {string} [path]
 */
function photo(chat, room, path = room.mainPhoto) {
  const box = make('div', { class: 'photo' }, icon('bell'));
  if (typeof path !== 'string') return box;
  const image = /** @type {HTMLImageElement} */ (make('img', { alt: chat.text(room.name), loading: 'lazy', decoding: 'async' }));
  image.src = new URL(path, `${chat.endpoint}/`).href;
  image.addEventListener('error', () => image.remove());
  box.append(image);
  return box;
}

/**
 * @param {Conversation} chat
 * @param {any} room
 */
function price(chat, room) {
  const t = /** @type {any} */ (chat.t);
  const prices = [room.pricePerNight, ...(Array.isArray(room.rates) ? room.rates.map((/** @type {any} */ rate) => rate.pricePerNight) : [])];
  const money = t.money(Math.round(Math.min(...prices) * 100), chat.catalogue.currency);
  return t.t(prices.length > 1 ? 'fromPerNight' : 'perNight', { price: money });
}

/**
 * @param {Conversation} chat
 * @param {any} room
 */
const facts = (chat, room) => [room.area ? chat.t?.t('area', { area: room.area }) : '', chat.t?.t('upToGuests', { count: room.maxGuests ?? 2 })].filter(Boolean).join(' · ');

/**
 * The rooms side by side.
 * @param {Conversation} chat
 */
export function carousel(chat) {
  const t = /** @type {any} */ (chat.t);
  const { checkIn, checkOut } = chat.booking.collectedData;
  const rooms = chat.catalogue.rooms.filter((room) => !checkIn || !checkOut || chat.catalogue.isFree(room.id, checkIn, checkOut));
  if (!rooms.length) return make('p', { class: 'notice' }, t.t('noRooms'));
  const list = make('ul', { class: 'slides', tabindex: '0', 'aria-label': t.t('rooms') });
  rooms.forEach((room, index) => {
    const name = chat.text(room.name);
    const slide = make('li', { class: 'slide card', part: 'card', 'data-room-id': room.id, 'aria-label': `${t.t('position', { index: index + 1, count: rooms.length })}: ${name}` }, photo(chat, room),
      make('h3', {}, name), make('p', { class: 'price' }, price(chat, room)), make('p', { class: 'facts' }, facts(chat, room)));
    const row = make('div', { class: 'row' }, button(t.t('photos'), 'secondary', () => chat.view?.showRoomDetail(room.id), { 'aria-label': `${t.t('photos')}: ${name}` }));
    if (room.askQuestionEnabled !== false) row.prepend(button(t.t('askAbout', { room: name }), 'primary', () => chat.enterRoom(room.id)));
    slide.append(row);
    list.append(slide);
  });
  const box = make('section', { class: 'carousel', role: 'region', 'aria-roledescription': t.t('carousel'), 'aria-label': t.t('rooms'), 'data-bellhop': 'rooms' }, list);
  const step = (/** @type {number} */ sign) => list.scrollBy({ left: sign * 260 * (getComputedStyle(list).direction === 'rtl' ? -1 : 1), behavior: 'smooth' });
  const [previous, next] = [iconButton('back', 'previous'), iconButton('next', 'next')];
  label(previous, t.t('previous'));
  label(next, t.t('next'));
  previous.addEventListener('click', () => step(-1));
  next.addEventListener('click', () => step(1));
  box.append(make('div', { class: 'steps' }, previous, next));
  return box;
}

/**
 * One room with everything about it.
 * @param {Conversation} chat
 * @param {any} room
 * @param {() => void} back
 */
export function roomDetail(chat, room, back) {
  const t = /** @type {any} */ (chat.t);
  const name = chat.text(room.name);
  const heading = make('h3', { tabindex: '-1' }, name);
  const photos = [room.mainPhoto, ...(Array.isArray(room.gallery) ? room.gallery : [])].filter((path) => typeof path === 'string');
  const gallery = make('div', { class: 'gallery', tabindex: '0', role: 'group', 'aria-label': t.t('photos') }, ...photos.map((path) => photo(chat, room, path)));
  const { checkIn, checkOut } = chat.booking.collectedData;
  const state = checkIn && checkOut ? make('p', { class: 'facts' }, chat.catalogue.isFree(room.id, checkIn, checkOut) ? t.t('free') : t.t('notFree', { dates: t.dateRange(checkIn, checkOut) })) : '';
  const amenities = make('ul', { class: 'chips' }, ...(Array.isArray(room.amenities) ? room.amenities : []).map((/** @type {string} */ id) => make('li', { class: 'chip' }, t.label(id))));
  const backButton = iconButton('back', 'room-back');
  label(backButton, t.t('back'));
  backButton.addEventListener('click', back);
  const box = make('section', { class: 'detail', role: 'region', 'aria-label': name, 'data-bellhop': 'room-detail' }, make('div', { class: 'detail-head' }, backButton, heading), gallery,
    make('p', { class: 'price' }, price(chat, room)), make('p', { class: 'facts' }, facts(chat, room)), make('p', {}, chat.text(room.description)), make('p', { class: 'facts' }, chat.text(room.beds)), amenities, state);
  if (room.askQuestionEnabled !== false) box.append(button(t.t('askAbout', { room: name }), 'primary', () => { back(); chat.enterRoom(room.id); }));
  return { box, heading };
}

/**
 * An offer, all numbers computed from the hotel's data.
 * @param {Conversation} chat
 * @param {any} offer
 */
export function offerCard(chat, offer) {
  const t = /** @type {any} */ (chat.t);
  const room = chat.catalogue.room(offer.room_id);
  const [from, to] = [dayNumber(offer.check_in), dayNumber(offer.check_out)];
  if (!room || from === null || to === null) return make('p', { class: 'notice' }, t.t('offerProblem'));
  const quote = chat.catalogue.quote(room, from, to);
  const name = chat.text(room.name);
  const total = t.money(quote.total, quote.currency);
  const rows = [[t.t('checkIn'), t.date(offer.check_in)], [t.t('checkOut'), t.date(offer.check_out)]];
  const table = make('dl', {}, ...rows.map(([term, value]) => make('div', {}, make('dt', {}, term), make('dd', {}, value))),
    make('div', {}, make('dt', {}, t.t('nights', { count: quote.nights })), make('dd', {}, t.t('guests', { count: Number(offer.guests) }))),
    make('div', { class: 'total' }, make('dt', {}, t.t('total')), make('dd', { 'data-bellhop': 'offer-total' }, total)));
  const card = make('div', { class: 'card offer', part: 'card', role: 'group', 'aria-label': t.t('offer', { room: name }), 'data-bellhop': 'offer' }, photo(chat, room), make('h3', {}, name), table);
  if (offer.special_notes?.length) card.append(make('ul', { class: 'notes' }, ...offer.special_notes.map((/** @type {string} */ note) => make('li', { dir: 'auto' }, note))));
  card.append(make('p', { class: 'facts' }, t.t('priceNote')));
  const confirm = button(t.t('confirm'), 'primary', () => {
    const request = { ...offer, room_name: name, total_price: total };
    if (!chat.host.tell('booking-request', { offer: request })) return;
    actions.replaceWith(prepared(chat, request));
  });
  const edit = button(t.t('edit'), 'secondary', () => { card.remove(); chat.special.stage = 'collecting'; chat.view?.showContext(); chat.view?.focusInput(); });
  const actions = make('div', { class: 'row' }, confirm, edit);
  card.append(actions);
  return card;
}

/**
 * The ways to send a request; the hotel confirms it, not this chat.
 * @param {Conversation} chat
 * @param {any} request
 */
function prepared(chat, request) {
  const t = /** @type {any} */ (chat.t);
  const contact = chat.catalogue.hotel.contact ?? {};
  const dates = t.dateRange(request.check_in, request.check_out);
  const lines = [`${t.t('room')}: ${request.room_name}`, `${t.t('checkIn')}: ${t.date(request.check_in)}`, `${t.t('checkOut')}: ${t.date(request.check_out)}`, t.t('guests', { count: Number(request.guests) }), `${t.t('total')}: ${request.total_price}`, ...request.special_notes];
  const link = (/** @type {string} */ href, /** @type {string} */ text) => make('a', { href, class: 'secondary', target: href.startsWith('http') ? '_blank' : null, rel: 'noopener noreferrer' }, text);
  const box = make('div', { class: 'prepared' }, make('strong', {}, t.t('requestPrepared')), make('p', {}, t.t('requestNote')));
  const row = make('div', { class: 'row' });
  if (/^https?:/.test(contact.bookingUrl ?? '')) row.append(link(contact.bookingUrl, t.t('sendOnline')));
  if (contact.email) row.append(link(`mailto:${contact.email}?subject=${encodeURIComponent(t.t('mailSubject', { room: request.room_name, dates }))}&body=${encodeURIComponent(lines.join('\n'))}`, t.t('sendMail')));
  if (contact.phone) row.append(link(`tel:${contact.phone.replace(/[^\d+]/g, '')}`, t.t('callHotel', { phone: contact.phone })));
  row.append(button(t.t('copyRequest'), 'secondary', () => { navigator.clipboard?.writeText(lines.join('\n')).catch(() => {}); }));
  box.append(row);
  return box;
}

/**
 * What went wrong, with the way on.
 * @param {Conversation} chat
 * @param {any} error
 * @param {() => void} retry
 */
export function errorCard(chat, error, retry) {
  const t = /** @type {any} */ (chat.t);
  const key = { empty_answer: 'unknown', bad_response: 'unknown', client_prompt_refused: 'bad_request' }[/** @type {string} */ (error.code)] ?? error.code;
  const isLong = error.code === 'rate_limited' && (error.retryAfter ?? 0) > 600;
  const text = t.t(isLong ? 'error_rate_limited_today' : `error_${key}`);
  const card = make('div', { class: 'card error', role: 'group', 'aria-label': text, 'data-bellhop': 'error' }, make('p', {}, text));
  const contact = chat.catalogue.hotel.contact ?? {};
  if (['unavailable', 'forbidden', 'rate_limited'].includes(error.code) && (contact.phone || contact.email)) card.append(make('p', { class: 'facts' }, `${t.t('contactHotel')}: ${[contact.phone, contact.email].filter(Boolean).join(', ')}`));
  if (!error.retryable || isLong) return card;
  const again = /** @type {HTMLButtonElement} */ (button(t.t('tryAgain'), 'primary', () => { card.remove(); retry(); }, { 'data-bellhop': 'retry' }));
  let left = error.retryAfter ?? 0;
  if (left > 0) {
    const count = make('span', { 'data-bellhop': 'countdown' });
    card.append(make('p', { class: 'facts' }, count));
    again.disabled = true;
    const tick = () => {
      count.textContent = left > 0 ? t.t('retryIn', { time: t.duration(left) }) : '';
      again.disabled = left > 0;
      if (left-- > 0 && card.isConnected) setTimeout(tick, 1000);
    };
    queueMicrotask(tick);
  }
  card.append(again);
  return card;
}
