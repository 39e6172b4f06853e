// How to reach the hotel's people: a card of its own, and below every error; and the wait until another try makes
// sense.
import { contactWays } from '../hotel/reception.js';
import { anchor, button, draw, icon, make } from './dom.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** Errors that the guest cannot mend: the hotel is named at once. */
const HOPELESS = ['unavailable', 'forbidden', 'rate_limited'];

/** Whether somebody is there now. @returns {HTMLElement[]} */
function openNow(/** @type {Conversation} */ { texts: { t, code }, catalogue: { hotel } }) {
  const { hours } = contactWays(hotel);
  if (!hours?.time) return [];
  const { isOpen, day, time } = hours;
  // The first of January 2024 was a Monday.
  const date = Date.UTC(2024, 0, 1 + DAYS.indexOf(day ?? ''));
  const weekday = new Intl.DateTimeFormat(code, { weekday: 'long', timeZone: 'UTC' }).format(date);
  const moment = day ? `${time} (${weekday})` : time;
  const words = t(isOpen ? 'openUntil' : 'opensAt', { time: moment });
  return [make('p', { class: isOpen ? 'opening is-open' : 'opening' }, words)];
}

/** The ways to the hotel, as a list. */
function waysList(/** @type {Conversation} */ chat) {
  const { phone, phoneURL, whatsappURL, email, address } = contactWays(chat.catalogue.hotel);
  const place = chat.text(address);
  /** @type {(drawing: import('./dom.js').Icon, child: Node | string) => HTMLElement} */
  const row = (drawing, child) => make('li', {}, icon(drawing), child);
  const rows = [];
  if (phoneURL) rows.push(row('phone', make('a', { href: phoneURL, dir: 'ltr' }, phone ?? '')));
  if (whatsappURL) rows.push(row('chat', anchor(whatsappURL, '', 'WhatsApp')));
  if (email) rows.push(row('mail', make('a', { href: `mailto:${email}` }, email)));
  if (place) rows.push(row('place', make('span', { dir: 'auto' }, place)));
  return make('ul', { class: 'ways-list' }, ...rows);
}

export function contactCard(/** @type {Conversation} */ chat) {
  const { t } = chat.texts;
  const attributes = { class: 'card contact', part: 'card', role: 'group', 'aria-label': t('contactHotel'),
    'data-bellhop': 'contact' };
  return make('div', attributes, make('h3', {}, t('contactHotel')), ...openNow(chat), waysList(chat));
}

/** A ring that closes while the guest waits. */
function ring(/** @type {number} */ seconds) {
  const circle = draw('circle', { cx: '12', cy: '12', r: '9', pathLength: '1', class: 'ring' });
  circle.style.animationDuration = `${seconds}s`;
  const track = draw('circle', { cx: '12', cy: '12', r: '9', class: 'ring-track' });
  return draw('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }, track, circle);
}

/**
 * Adds to the card of an error.
 * @param {Conversation} chat @param {HTMLElement} row where its buttons are @param {string} code
 * @param {number} until when it may be tried again, in milliseconds @param {HTMLButtonElement | null} again the button for it
 */
export function explain(chat, row, code, until, again) {
  const { texts: { t, duration }, catalogue: { hotel } } = chat;
  const { phone, email, whatsappURL } = contactWays(hotel);
  if (phone || email || whatsappURL) {
    const show = () => {
      const hadFocus = more.getRootNode() instanceof ShadowRoot && chat.host.shadowRoot.activeElement === more;
      more.remove();
      row.after(...openNow(chat), waysList(chat));
      if (hadFocus) /** @type {HTMLElement | null} */ (row.parentElement?.querySelector('.ways-list a'))?.focus();
    };
    const more = button(t('contactHotel'), 'link', show, { 'data-bellhop': 'contact-hotel' });
    if (!HOPELESS.includes(code)) row.append(more);
    else row.after(make('p', { class: 'facts' }, t('contactHotel')), waysList(chat));
  }
  if (!again || until <= Date.now()) return;
  const count = make('span', { 'data-bellhop': 'countdown' });
  const waiting = make('p', { class: 'wait' }, ring((until - Date.now()) / 1000), count);
  row.before(waiting);
  // Timers of a tab in the background are slow; the clock is not.
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    count.textContent = left > 0 ? t('retryIn', { time: duration(left) }) : '';
    again.disabled = left > 0;
    waiting.hidden = left <= 0;
    if (left > 0 && row.isConnected) chat.view.later(tick, 1000);
  };
  tick();
}
