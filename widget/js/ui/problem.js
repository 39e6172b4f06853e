// More for the card of an error that the server told: the hotel's contact, and a countdown until another try makes sense.
import { make } from './dom.js';

/** Adds to a card; `until` is when it may be tried again, in milliseconds, `again` the button for it. */
export function explain(/** @type {import('../conversation/conversation.js').Conversation} */ chat, /** @type {Element} */ card, /** @type {string} */ code, /** @type {number} */ until, /** @type {HTMLButtonElement | null} */ again) {
  const { t, duration } = chat.texts;
  const { phone, email } = chat.catalogue.hotel.contact ?? {};
  if (['unavailable', 'forbidden', 'rate_limited'].includes(code) && (phone || email)) {
    const line = make('p', { class: 'facts' }, `${t('contactHotel')}: `);
    if (phone) line.append(make('a', { href: `tel:${phone.replace(/[^\d+]/g, '')}`, dir: 'ltr' }, phone), ' ');
    if (email) line.append(make('a', { href: `mailto:${email}` }, email));
    card.querySelector('p')?.after(line);
  }
  if (!again || until <= Date.now()) return;
  const count = make('span', { 'data-bellhop': 'countdown' });
  again.after(count);
  // Timers of a tab in the background are slow; the clock is not.
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    count.textContent = left > 0 ? t('retryIn', { time: duration(left) }) : '';
    again.disabled = left > 0;
    if (left > 0 && card.isConnected) chat.view?.later(tick, 1000);
  };
  tick();
}
