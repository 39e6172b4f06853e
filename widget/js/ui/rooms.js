// Rooms in the transcript: side by side, and one with everything about it.
import { button, icon, iconButton, make } from './dom.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */
const list = (/** @type {unknown} */ value) => (Array.isArray(value) ? value : []);
export const facts = (/** @type {string} */ text) => make('p', { class: 'facts' }, text);

/** A room's picture; a missing one leaves the drawn placeholder. */
export function photo(/** @type {Conversation} */ chat, /** @type {any} */ room, path = room.mainPhoto) {
  const box = make('div', { class: 'photo' }, icon('bell'));
  if (typeof path !== 'string') return box;
  const image = make('img', { alt: chat.text(room.name), loading: 'lazy', decoding: 'async', src: new URL(path, `${chat.endpoint}/`).href });
  image.addEventListener('error', () => image.remove());
  box.append(image);
  return box;
}

/** A room's name, price, size and guests. */
function told(/** @type {Conversation} */ chat, /** @type {any} */ room) {
  const { t, money } = chat.texts;
  const prices = [room, ...list(room.rates)].map(({ pricePerNight }) => pricePerNight);
  const price = money(chat.catalogue.minor(Math.min(...prices)), chat.catalogue.currency);
  return [
    make('p', { class: 'price' }, t(prices[1] ? 'fromPerNight' : 'perNight', { price })),
    facts([room.area && t('area', { area: room.area }), t('upToGuests', { count: room.maxGuests ?? 2 })].filter(Boolean).join(' · ')),
  ];
}

/** The button that asks about a room; nothing where the hotel does not want that. */
const ask = (/** @type {Conversation} */ chat, /** @type {any} */ room, /** @type {string} */ box, before = () => {}) => (room.askQuestionEnabled === false ? '' : make('div', { class: box },
  button(chat.texts.t('askAbout', { room: chat.text(room.name) }), 'primary', () => { before(); chat.enterRoom(room.id); })));

/** The rooms side by side, only those that are free where the stay is known. */
export function carousel(/** @type {Conversation} */ chat) {
  const { t } = chat.texts;
  const { checkIn, checkOut } = chat.booking.collectedData;
  const rooms = chat.catalogue.rooms.filter(({ id }) => !checkIn || !checkOut || chat.catalogue.isFree(id, checkIn, checkOut));
  if (!rooms.length) return make('p', { class: 'notice' }, t('noRooms'));
  const slides = make('ul', { class: 'slides', tabindex: '0', 'aria-label': t('rooms') }, ...rooms.map((room, index) => {
    const name = chat.text(room.name);
    const picture = photo(chat, room);
    picture.append(button(t('photos'), 'secondary', () => chat.view?.showRoomDetail(room.id), { 'aria-label': `${t('photos')}: ${name}` }));
    return make('li', { class: 'slide card', part: 'card', 'data-room-id': room.id, 'aria-label': `${t('position', { index: index + 1, count: rooms.length })}: ${name}` },
      picture, make('h3', {}, name), ...told(chat, room), ask(chat, room, 'row'));
  }));
  const step = (/** @type {number} */ sign) => () => slides.scrollBy({ left: sign * 260 * (getComputedStyle(slides).direction === 'rtl' ? -1 : 1), behavior: 'smooth' });
  return make('section', { class: 'carousel', role: 'region', 'aria-roledescription': t('carousel'), 'aria-label': t('rooms'), 'data-bellhop': 'rooms' }, slides,
    make('div', { class: 'steps' }, iconButton('back', 'previous', step(-1), t('previous')), iconButton('next', 'next', step(1), t('next'))));
}

/** One room with everything about it. */
export function roomDetail(/** @type {Conversation} */ chat, /** @type {any} */ room, /** @type {() => void} */ back) {
  const { t, label, dateRange } = chat.texts;
  const name = chat.text(room.name);
  const heading = make('h3', { tabindex: '-1' }, name);
  const { checkIn, checkOut } = chat.booking.collectedData;
  const state = checkIn && checkOut ? t(chat.catalogue.isFree(room.id, checkIn, checkOut) ? 'free' : 'notFree', { dates: dateRange(checkIn, checkOut) }) : '';
  const photos = [room.mainPhoto, ...list(room.gallery)].filter((path) => typeof path === 'string');
  const gallery = make('div', { class: 'gallery', tabindex: '0', role: 'group', 'aria-label': t('photos') }, ...photos.map((path) => photo(chat, room, path)));
  const box = make('section', { class: 'detail', role: 'region', 'aria-label': name, 'data-bellhop': 'room-detail' }, make('div', { class: 'detail-head' }, iconButton('back', 'room-back', back, t('back')), heading), gallery,
    ...told(chat, room), make('p', {}, chat.text(room.description)), facts(chat.text(room.beds)), make('ul', { class: 'chips' }, ...list(room.amenities).map((id) => make('li', { class: 'chip' }, label(id)))),
    state && facts(state), ask(chat, room, 'detail-end', back));
  if (photos[1]) import('./photos.js').then(({ addSteps }) => addSteps(gallery, t), () => {});
  return { box, heading };
}
