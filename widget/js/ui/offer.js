// The card of an offer.
import { dayOf } from '../understanding/dates.js';
import { button, make } from './dom.js';
import { facts, photo } from './rooms.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */

/** An offer, all numbers computed from the hotel's data. */
export function offerCard(/** @type {Conversation} */ chat, /** @type {any} */ offer) {
  const { t, date, money } = chat.texts;
  const { catalogue } = chat;
  const { room_id, check_in, check_out, special_notes: notes = [] } = offer;
  const room = catalogue.room(room_id);
  if (!room || !(dayOf(check_in) < dayOf(check_out))) return make('p', { class: 'notice' }, t('offerProblem'));
  const { total, nights } = catalogue.quote(room, check_in, check_out);
  const name = chat.text(room.name);
  const row = (/** @type {string} */ term, /** @type {string} */ value, attributes = {}, hook = '') => make('div', attributes, make('dt', {}, term), make('dd', { 'data-bellhop': hook || null }, value));
  const actions = make('div', { class: 'row' },
    button(t('confirm'), 'primary', () => import('./request.js').then(({ confirm }) => confirm(chat, offer, card, actions, offerCard), () => chat.view?.notice(t('error_network')))),
    button(t('edit'), 'secondary', () => { card.parentElement?.remove(); chat.special.stage = 'collecting'; chat.view?.showContext(); chat.view?.focusInput(); }));
  const card = make('div', { class: 'card offer', part: 'card', role: 'group', 'aria-label': t('offer', { room: name }), 'data-bellhop': 'offer' }, photo(chat, room), make('h3', {}, name),
    facts(t('perNight', { price: money(Math.round(total / nights), catalogue.currency) })),
    make('dl', {}, row(t('checkIn'), date(check_in)), row(t('checkOut'), date(check_out)), row(t('nights', { count: nights }), t('guests', { count: Number(offer.guests) })),
      row(t('total'), money(total, catalogue.currency), { class: 'total' }, 'offer-total')),
    notes[0] ? make('ul', { class: 'notes' }, ...notes.map((/** @type {string} */ note) => make('li', { dir: 'auto' }, note))) : '', facts(t('priceNote')), actions);
  return card;
}
