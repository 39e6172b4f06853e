// An offer: its card, the form that asks the hotel for the stay, and what has come of it. The hotel confirms it.
import { Catalogue, loadHotel } from '../hotel/catalogue.js';
import { bookingLink, BookingRequest, contactWays, problemsOf } from '../hotel/reception.js';
import { dayOf } from '../understanding/dates.js';
import { anchor, button, copyText, icon, make } from './dom.js';
import { photo } from './rooms.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */
/** @typedef {import('../hotel/catalogue.js').Offer} Offer */

/** The request that belongs to an offer, once the guest has begun it. @type {WeakMap<Offer, OfferRequest>} */
const requests = new WeakMap();

/** The hotel's booking page with an offer's stay. @returns {string | null} */
function linkOf(/** @type {Conversation} */ { catalogue, texts }, /** @type {Offer} */ offer) {
  const { room_id: room, check_in: checkIn, check_out: checkOut, guests } = offer;
  return bookingLink(catalogue.hotel, { checkIn, checkOut, guests, room, language: texts.code });
}

/** An offer, all numbers computed from the hotel's data. */
export function offerCard(/** @type {Conversation} */ chat, /** @type {Offer} */ offer) {
  const { catalogue, view, texts: { t, date, money } } = chat;
  const { room_id, check_in, check_out, special_notes: notes = [] } = offer;
  const room = catalogue.room(room_id);
  if (!room || !(dayOf(check_in) < dayOf(check_out))) return make('p', { class: 'notice' }, t('offerProblem'));
  const { total, nights } = catalogue.quote(room, check_in, check_out);
  const name = chat.text(room.name);
  const price = money(Math.round(total / nights), catalogue.currency);
  const row = (/** @type {string} */ term, /** @type {string} */ value, kind = '', hook = '') =>
    make('div', { class: kind || null }, make('dt', {}, term), make('dd', { 'data-bellhop': hook || null }, value));
  const facts = make('dl', {}, row(t('checkIn'), date(check_in)), row(t('checkOut'), date(check_out)),
    row(t('nights', { count: nights }), t('guests', { count: Number(offer.guests) })),
    row(t('total'), money(total, catalogue.currency), 'total', 'offer-total'));
  const lines = notes.map((note) => make('li', { dir: 'auto' }, note));
  const wishes = notes.length ? [make('ul', { class: 'notes' }, ...lines)] : [];
  const attributes = { class: 'card offer', part: 'card', role: 'group', 'aria-label': t('offer', { room: name }),
    'data-bellhop': 'offer' };
  const perNight = make('p', { class: 'facts' }, t('perNight', { price }));
  const card = make('div', attributes, photo(chat, room), make('h3', {}, name), perNight, facts, ...wishes);
  const edit = () => {
    if (card.parentElement) view.transcript.remove(card.parentElement);
    chat.special.stage = 'collecting';
    view.showContext();
    view.focusInput();
  };
  const request = requests.get(offer);
  if (request) request.show(card);
  else {
    const ask = button(t('confirm'), 'primary', () => confirm(chat, offer, card));
    const link = linkOf(chat, offer);
    const online = link ? anchor(link, 'link', t('sendOnline'), icon('link')) : '';
    card.append(make('div', { class: 'row actions-of-offer' }, ask, button(t('edit'), 'secondary', edit), online));
  }
  return card;
}

/** Cards whose offer is being checked. @type {WeakSet<Element>} */
const asked = new WeakSet();

/** Why an offer does not hold. */
function reasonOf(/** @type {Conversation} */ { texts }, /** @type {Offer} */ offer, /** @type {string} */ problem) {
  const { t, dateRange } = texts;
  if (problem === 'unknown') return t('askHotel');
  return t(problem === 'booked' ? 'notFree' : 'offerProblem', { dates: dateRange(offer.check_in, offer.check_out) });
}

/** Looks once more whether the offer holds, then asks for what the hotel needs. */
async function confirm(/** @type {Conversation} */ chat, /** @type {Offer} */ offer, /** @type {HTMLElement} */ card) {
  const { view, texts: { t } } = chat;
  if (asked.has(card)) return;
  asked.add(card);
  const hotel = await loadHotel(chat.endpoint, chat.host.requests.signal).catch(() => null);
  asked.delete(card);
  if (!card.isConnected) return;
  if (!hotel) return view.notice(t('error_network'));
  chat.catalogue = new Catalogue(hotel);
  const { problem } = chat.catalogue.judgeOffer({ ...offer, room_name: offer.room_id, special_notes: '' });
  if (problem) {
    return view.refuse(reasonOf(chat, offer, problem), card);
  }
  const renewed = offerCard(chat, offer);
  if (renewed.textContent !== card.textContent) {
    card.replaceWith(renewed);
    /** @type {HTMLElement | null} */ (renewed.querySelector('button.primary'))?.focus();
    return view.notice(t('offerChanged'));
  }
  const request = new OfferRequest(chat, offer);
  if (!chat.catalogue.service.bookings && !request.announce()) return;
  requests.set(offer, request);
  card.querySelector('.row')?.remove();
  request.show(card);
  /** @type {HTMLElement | null} */ (card.querySelector('.request :is(input, a, button)'))?.focus();
}

// --- The request -----------------------------------------------------------------------------------------------------
const FIELDS = /** @type {const} */ ([
  ['fullName', 'name', 'text', 'name'], ['email', 'email', 'email', 'email'], ['phone', 'phone', 'tel', 'tel'],
]);

class OfferRequest {
  /** @type {HTMLElement} */ box = make('div');
  /** @type {import('../hotel/reception.js').Sent | null} */ sent = null;
  hasFailed = false;
  /** @type {Partial<Record<string, string>>} The text of each problem that was found, by its field. */ problems = {};

  constructor(/** @type {Conversation} */ chat, /** @type {Offer} */ offer) {
    const { fullName, email, phone } = chat.booking.collectedData;
    this.chat = chat;
    this.offer = offer;
    this.guest = { fullName: fullName ?? '', email: email ?? '', phone: phone ?? '', consent: false };
    this.request = new BookingRequest(chat.endpoint, offer, chat.texts.code);
  }

  get t() { return this.chat.texts.t; }

  /** The offer with the room's name and price as the guest sees them. */
  get told() {
    const { chat, chat: { catalogue, texts }, offer } = this;
    const room = catalogue.room(offer.room_id);
    const minor = room ? catalogue.quote(room, offer.check_in, offer.check_out).total : 0;
    const total = texts.money(minor, catalogue.currency);
    return { ...offer, room_name: chat.text(room?.name), total_price: total, currency: catalogue.currency };
  }

  /** @returns {boolean} false where the page takes over */
  announce() {
    const guest = { ...this.chat.booking.collectedData, ...this.guest };
    return this.chat.host.tell('booking-request', { offer: this.told, guest });
  }

  show(/** @type {HTMLElement} */ card) {
    this.box = this.sent ? this.receipt() : this.chat.catalogue.service.bookings ? this.form() : this.prepared();
    card.append(this.box);
  }

  redraw() {
    const { box } = this;
    this.box = this.sent ? this.receipt() : this.form();
    box.replaceWith(this.box);
  }

  /** What is said beside a field that is not right, and how the field refers to it. */
  problemOf(/** @type {string} */ name) {
    const problem = this.problems[name];
    const id = `${this.request.id}-${name}`;
    return {
      attributes: problem ? { 'aria-invalid': 'true', 'aria-describedby': id } : {},
      told: problem ? [make('span', { id, class: 'problem' }, this.t(problem))] : [],
    };
  }

  field(/** @type {typeof FIELDS[number]} */ [name, key, type, autocomplete]) {
    const { attributes, told } = this.problemOf(name);
    const given = { name, type, autocomplete, maxlength: '200', dir: 'auto', required: name === 'fullName' };
    const input = /** @type {HTMLInputElement} */ (make('input', { ...given, ...attributes }));
    input.value = this.guest[name];
    input.addEventListener('input', () => { this.guest[name] = input.value; });
    return make('label', { class: 'field' }, make('span', {}, this.t(key)), input, ...told);
  }

  consent() {
    const { t } = this;
    const { attributes, told } = this.problemOf('consent');
    const given = { type: 'checkbox', name: 'consent', required: true };
    const box = /** @type {HTMLInputElement} */ (make('input', { ...given, ...attributes }));
    box.checked = this.guest.consent;
    box.addEventListener('change', () => { this.guest.consent = box.checked; });
    const privacy = this.chat.catalogue.hotel.links?.privacy ?? '';
    const link = /^https?:|^\//.test(privacy) ? [anchor(privacy, '', t('privacy'))] : [];
    const label = make('label', { class: 'check' }, box, make('span', {}, t('consent')));
    return make('div', { class: 'field' }, label, ...link, ...told);
  }

  form() {
    const { t, hasFailed } = this;
    const attributes = { type: 'submit', class: 'primary', 'data-bellhop': 'send-request' };
    const submit = make('button', attributes, t(hasFailed ? 'tryAgain' : 'sendRequest'));
    const otherWays = hasFailed ? [make('p', { class: 'problem' }, t('notSent')), this.ways()] : [];
    const fields = FIELDS.map((field) => this.field(field));
    const row = make('div', { class: 'row' }, submit);
    const form = make('form', { class: 'request', novalidate: true }, ...fields, this.consent(), row, ...otherWays);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit(submit);
    });
    return form;
  }

  async submit(/** @type {HTMLElement} */ submit) {
    const { contact, ...found } = problemsOf(this.guest);
    if (submit.ariaDisabled === 'true') return;
    this.problems = { ...found, ...(contact && { email: contact }) };
    if (Object.keys(this.problems).length) {
      this.redraw();
      /** @type {HTMLElement | null} */ (this.box.querySelector('[aria-invalid]'))?.focus();
      return;
    }
    if (!this.announce()) return;
    submit.ariaDisabled = 'true';
    submit.textContent = this.t('sending');
    const { chat, chat: { view, host } } = this;
    const outcome = await this.request.send(this.guest, host.requests.signal);
    if (outcome.state === 'failed' && outcome.code === 'offer_unavailable') {
      const problem = { dates: 'booked' }[outcome.param ?? ''] ?? '';
      if (this.box.isConnected) view.refuse(reasonOf(chat, this.offer, problem),
        /** @type {HTMLElement} */ (this.box.parentElement));
      return;
    }
    this.sent = outcome.state === 'sent' ? outcome : null;
    this.hasFailed = !this.sent;
    this.redraw();
    if (this.sent) host.tell('booking-sent', { id: this.sent.id, reference: this.sent.reference });
    view.transcript.say(this.sent ? this.box.textContent ?? '' : this.t('notSent'), host.alert);
    /** @type {HTMLElement | null} */ (this.box.querySelector('[tabindex], button[type="submit"]'))?.focus();
  }

  receipt() {
    const { t, sent } = this;
    const words = t('reference', { reference: sent?.reference ?? '' });
    const heading = make('strong', { tabindex: '-1' }, icon('check'), t('requestSent'));
    const reference = make('p', { class: 'reference', 'data-bellhop': 'reference' }, words);
    return make('div', { class: 'request sent' }, heading, reference, make('p', {}, t('hotelConfirms')));
  }

  prepared() {
    const { t } = this;
    return make('div', { class: 'request' }, make('strong', {}, t('requestPrepared')), make('p', {}, t('requestNote')),
      this.ways());
  }

  /** The ways to send a request without this server; the first stands out. */
  ways() {
    const { t, told, chat, chat: { catalogue: { hotel }, texts: { date, dateRange } } } = this;
    const { email, phone, phoneURL } = contactWays(hotel);
    const subject = t('mailSubject', { room: told.room_name, dates: dateRange(told.check_in, told.check_out) });
    const lines = [
      `${t('room')}: ${told.room_name}`,
      `${t('checkIn')}: ${date(told.check_in)}`,
      `${t('checkOut')}: ${date(told.check_out)}`,
      t('guests', { count: Number(told.guests) }),
      `${t('total')}: ${told.total_price}`,
      ...told.special_notes ?? [],
    ].join('\n');
    const link = linkOf(chat, this.offer);
    const mail = `mailto:${email}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(lines)}`;
    const copy = button(t('copyRequest'), 'secondary', async () => {
      chat.view.toast(t(await copyText(lines, copy) ? 'copied' : 'copyFailed'));
    });
    /** @type {HTMLElement[]} */ const ways = [];
    if (link) ways.push(anchor(link, 'secondary', t('sendOnline')));
    if (email) ways.push(anchor(mail, 'secondary', t('sendMail')));
    if (phoneURL) ways.push(anchor(phoneURL, 'secondary', t('callHotel', { phone: phone ?? '' })));
    ways.push(copy);
    if (!this.hasFailed) ways[0].className = 'primary';
    return make('div', { class: 'row ways' }, ...ways);
  }
}
