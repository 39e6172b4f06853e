// Rooms: side by side, one with everything about it, and the one that the guest asks about.
import { anchor, button, fact, icon, iconButton, make } from './dom.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */
/** @typedef {import('../hotel/catalogue.js').Room} Room */
/** @type {<T>(value: T[] | undefined) => T[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** A room's picture; a missing one leaves the drawn placeholder. */
export function photo(/** @type {Conversation} */ chat, /** @type {Room} */ room, path = room.mainPhoto) {
  const box = make('span', { class: 'photo' }, icon('bell'));
  if (typeof path !== 'string') return box;
  const address = new URL(path, `${chat.endpoint}/`).href;
  const image = make('img', { alt: chat.text(room.name), loading: 'lazy', decoding: 'async', src: address });
  image.addEventListener('error', () => image.remove());
  box.append(image);
  return box;
}

function priceOf(/** @type {Conversation} */ { catalogue, texts: { t, money } }, /** @type {Room} */ room) {
  const prices = [room.pricePerNight, ...list(room.rates).map(({ pricePerNight }) => pricePerNight)];
  const price = money(catalogue.minor(Math.min(...prices)), catalogue.currency);
  return make('p', { class: 'price' }, t(prices[1] ? 'fromPerNight' : 'perNight', { price }));
}

function factsOf(/** @type {Conversation} */ { texts: { t } }, /** @type {Room} */ { area, maxGuests = 2 }) {
  const facts = area ? [fact(t('area', { area }), 'area')] : [];
  return make('p', { class: 'facts' }, ...facts, fact(t('upToGuests', { count: maxGuests }), 'guests'));
}

/**
 * Buttons that step through what stands side by side; at an end the one that leads beyond is off.
 * @param {HTMLElement} track
 * @param {(key: string, values?: Record<string, string | number>) => string} t
 * @param {string} hook
 */
function steps(track, t, hook) {
  const count = track.children.length;
  const isBackwards = () => getComputedStyle(track).direction === 'rtl';
  const width = () => track.scrollWidth / count;
  const position = make('span', { class: 'position', 'data-bellhop': `${hook}-position` });
  const go = (/** @type {number} */ step) => track.scrollBy({ left: (isBackwards() ? -step : step) * width() });
  const previous = iconButton('back', `${hook}-previous`, () => go(-1), t('previous'));
  const next = iconButton('next', `${hook}-next`, () => go(1), t('next'));
  const show = () => {
    const at = Math.abs(track.scrollLeft);
    const isLast = track.clientWidth > 0 && at + track.clientWidth > track.scrollWidth - 4;
    const index = isLast && at > 4 ? count : Math.round(at / width()) + 1;
    position.textContent = t('position', { index: Math.min(count, index), count });
    previous.setAttribute('aria-disabled', String(at < 4));
    next.setAttribute('aria-disabled', String(isLast));
  };
  track.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    go(isBackwards() ? -step : step);
  });
  track.addEventListener('scroll', show, { passive: true });
  show();
  requestAnimationFrame(show);
  return make('div', { class: 'steps' }, previous, position, next);
}

// --- Side by side ----------------------------------------------------------------------------------------------------
function slide(/** @type {Conversation} */ chat, /** @type {Room} */ room, /** @type {string} */ place) {
  const { t } = chat.texts;
  const name = chat.text(room.name);
  const open = () => chat.view.showRoomDetail(room.id);
  const picture = button('', 'picture', open, { 'aria-label': `${t('photos')}: ${name}` });
  picture.append(photo(chat, room));
  const title = make('h3', {}, button(name, 'plain', open));
  const foot = make('div', { class: 'foot' }, priceOf(chat, room), ...askButton(chat, room));
  const attributes = { class: 'slide card', part: 'card', 'data-room-id': room.id, 'aria-label': `${place}: ${name}` };
  return make('li', attributes, picture, title, factsOf(chat, room), foot);
}

/** The button that asks about a room, short to see and whole to hear; none where the hotel does not want that. */
function askButton(/** @type {Conversation} */ chat, /** @type {Room} */ room, before = () => {}) {
  if (room.askQuestionEnabled === false) return [];
  const { t } = chat.texts;
  const name = `${t('aboutRoom')}: ${t('askAbout', { room: chat.text(room.name) })}`;
  const act = () => {
    before();
    chat.enterRoom(room.id);
  };
  return [button(t('aboutRoom'), 'primary', act, { 'aria-label': name, 'data-bellhop': 'ask' })];
}

/** The rooms that fit what is known of the stay, or all of them. */
export function carousel(/** @type {Conversation} */ chat, isWhole = false) {
  const { catalogue, booking: { collectedData: { checkIn, checkOut } }, texts: { t, dateRange } } = chat;
  const rooms = isWhole ? catalogue.rooms : catalogue.fitting(chat.booking.collectedData);
  const isPart = rooms.length < catalogue.rooms.length;
  const name = `${t('rooms')}: ${catalogue.name}`;
  const names = { 'aria-roledescription': t('carousel'), 'aria-label': name, 'data-bellhop': 'rooms' };
  const box = make('section', { class: 'carousel', role: 'region', ...names });
  const heading = make('p', { class: 'heading' });
  if (!rooms.length) heading.append(t('noRooms'));
  else if (!isWhole && checkIn && checkOut) heading.append(t('free', { dates: dateRange(checkIn, checkOut) }));
  if (isPart) heading.append(' ', button(t('showAllRooms'), 'link', () => box.replaceWith(carousel(chat, true)),
    { 'data-bellhop': 'all-rooms' }));
  if (heading.hasChildNodes()) box.append(heading);
  const count = rooms.length;
  const slides = rooms.map((room, index) => slide(chat, room, t('position', { index: index + 1, count })));
  const track = make('ul', { class: 'slides', tabindex: '0', 'aria-label': t('rooms') }, ...slides);
  if (rooms[0]) box.append(track);
  else import('./contact.js').then(({ contactCard }) => box.append(contactCard(chat)), () => {});
  if (rooms[1]) box.append(steps(track, t, 'rooms'));
  return box;
}

// --- One room --------------------------------------------------------------------------------------------------------
/** A page over the chat with everything about one room. */
export class RoomPage {
  /** @type {HTMLElement | null} */ box = null;
  /** @type {HTMLElement | null} What had focus before it. */ before = null;
  id = '';

  constructor(/** @type {import('./window.js').ChatWindow} */ view) { this.view = view; }

  get isOpen() { return this.box !== null; }

  show(/** @type {string} */ id) {
    const { panel, root, chat } = this.view;
    if (!chat.catalogue.room(id)) return;
    this.leave();
    this.id = id;
    this.before = /** @type {HTMLElement | null} */ (root.activeElement);
    for (const one of panel.children) /** @type {HTMLElement} */ (one).inert = true;
    this.build();
  }

  build() {
    const { view: { chat, panel }, id } = this;
    const { catalogue, texts: { t, label, dateRange }, booking: { collectedData: { checkIn, checkOut,
      guests } } } = chat;
    const room = catalogue.room(id);
    if (!room) return;
    const name = chat.text(room.name);
    const heading = make('h3', { tabindex: '-1' }, name);
    const paths = [room.mainPhoto, ...list(room.gallery)].filter((path) => typeof path === 'string');
    const photos = paths.map((path) => photo(chat, room, path));
    const gallery = make('div', { class: 'gallery', tabindex: '0', role: 'group', 'aria-label': t('photos') },
      ...photos);
    const frame = make('div', { class: 'frame' }, gallery, paths[1] ? steps(gallery, t, 'photo') : '');
    const amenities = list(room.amenities).map((one) => make('li', { class: 'chip' }, icon('check'), label(one)));
    const beds = chat.text(room.beds);
    const facts = factsOf(chat, room);
    if (beds) facts.append(fact(beds, 'bed'));
    const isFree = checkIn && checkOut && catalogue.isFree(id, checkIn, checkOut);
    const dates = checkIn && checkOut ? dateRange(checkIn, checkOut) : '';
    const state = room.availability === 'unknown' ? t('askHotel') : dates && t(isFree ? 'free' : 'notFree', { dates });
    const foot = make('div', { class: 'detail-end' }, priceOf(chat, room), ...askButton(chat, room,
      () => this.leave()));
    const head = make('div', { class: 'detail-head' }, iconButton('back', 'room-back', () => this.leave(), t('back')),
      heading);
    const body = make('div', { class: 'detail-body' }, frame, facts, make('p', { class: 'told' },
      chat.text(room.description)),
      make('ul', { class: 'chips' }, ...amenities), state ? make('p', { class: 'availability' }, state) : '');
    if (dates) this.addLink(body, { checkIn, checkOut, guests, room: id, language: chat.texts.code });
    const box = make('section', { class: 'detail', role: 'region', 'aria-label': name, 'data-bellhop': 'room-detail' },
      head, body, foot);
    if (this.box) this.box.replaceWith(box); else panel.append(box);
    this.box = box;
    heading.focus();
  }

  /** The way to the hotel's booking page, with what is known of the stay. */
  async addLink(/** @type {HTMLElement} */ box, /** @type {Record<string, unknown>} */ stay) {
    const { catalogue: { hotel }, texts: { t } } = this.view.chat;
    const made = await import('../hotel/reception.js').catch(() => null);
    const link = made?.bookingLink(hotel, stay);
    if (link) box.append(anchor(link, 'link', t('sendOnline'), icon('link')));
  }

  /** In another language. */
  redraw() {
    if (!this.box) return;
    const { root } = this.view;
    const focused = /** @type {HTMLElement | null} */ (root.activeElement);
    const hadFocus = this.box.contains(focused);
    this.build();
    if (!hadFocus) focused?.focus();
  }

  leave() {
    if (!this.box) return;
    for (const one of this.view.panel.children) /** @type {HTMLElement} */ (one).inert = false;
    this.box.remove();
    this.box = null;
    if (this.before?.isConnected) this.before.focus(); else this.view.rest();
  }
}

// --- The strips under the header -------------------------------------------------------------------------------------
/** @type {(kind: string, hook: string, name: string, ...children: (Node | string)[]) => HTMLElement} */
const strip = (kind, hook, name, ...children) =>
  make('div', { class: `badge ${kind}`, role: 'group', 'aria-label': name, 'data-bellhop': hook, part: 'badge' },
    ...children);

/** The room that the guest asks about. @returns {HTMLElement[]} */
export function roomStrip(/** @type {Conversation} */ chat) {
  const { view, catalogue, roomID, texts: { t } } = chat;
  const room = catalogue.room(roomID);
  if (!room) return [];
  const name = chat.text(room.name);
  const leave = () => {
    chat.leaveRoom();
    view.focusInput();
  };
  return [strip('room', 'room-badge', t('askingAbout', { room: name }), photo(chat, room), make('strong', {}, name),
    button(t('book'), 'primary', () => chat.send(`${t('book')}: ${name}`), { 'data-bellhop': 'book' }),
    iconButton('swap', 'another-room', () => view.showRooms(), t('anotherRoom')),
    iconButton('close', 'remove-room', leave, t('remove')))];
}

/** How far a special booking is, and what was wished for. @returns {HTMLElement[]} */
export function specialStrip(/** @type {Conversation} */ chat) {
  const { view, special, texts: { t, label: nameOf } } = chat;
  if (!special.isActive) return [];
  const leave = () => {
    chat.setSpecial(false);
    view.focusInput();
  };
  const chips = special.requirements.map(({ type }) => {
    const drop = () => {
      chat.removeWish(type);
      view.rest();
    };
    return make('li', { class: 'chip' }, nameOf(type), iconButton('close', 'remove-wish', drop,
      `${t('remove')}: ${nameOf(type)}`));
  });
  return [strip('special', 'special-status', t('specialRequest'), make('strong', {}, t(`stage_${special.stage}`)),
    button(t('leaveSpecial'), 'link', leave), make('ul', { class: 'chips' }, ...chips))];
}
