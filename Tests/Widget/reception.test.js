// The way to the hotel's people (docs/reception.md §1 and §3): opening hours, the booking link, the form, and sending a request.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { BookingRequest, bookingLink, contactWays, openingOf, problemsOf } from '../../widget/js/hotel/reception.js';

const EVERY_DAY = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, ['08:00-22:00']]));
/** 27 November 2026 is a Friday. @param {any} hours @param {string} time @param {string} [zone] */
const at = (hours, time, zone = 'UTC') => openingOf(hours, zone, new Date(`2026-11-27T${time}Z`));

test('B-32 open until, opens at, by the hotel\'s clock', () => {
  assert.deepEqual(at(EVERY_DAY, '12:00'), { isOpen: true, time: '22:00', isToday: true, day: null });
  assert.deepEqual(at(EVERY_DAY, '07:59'), { isOpen: false, time: '08:00', isToday: true, day: null });
  assert.deepEqual(at(EVERY_DAY, '22:00'), { isOpen: false, time: '08:00', isToday: false, day: 'sat' });
  // 23:30 UTC is 08:30 of Saturday in Tokyo, 18:30 in New York.
  assert.deepEqual(at(EVERY_DAY, '23:30', 'Asia/Tokyo'), { isOpen: true, time: '22:00', isToday: true, day: null });
  assert.deepEqual(at({ fri: ['08:00-18:00'] }, '23:30', 'America/New_York'), { isOpen: false, time: '08:00', isToday: false, day: 'fri' });
});

test('B-32 lunch breaks, nights, days off, round the clock, none', () => {
  const lunch = { fri: ['14:00-18:00', '9:00-13:00'] };
  assert.deepEqual(at(lunch, '12:59'), { isOpen: true, time: '13:00', isToday: true, day: null });
  assert.deepEqual(at(lunch, '13:30'), { isOpen: false, time: '14:00', isToday: true, day: null });
  assert.deepEqual(at(lunch, '20:00'), { isOpen: false, time: '09:00', isToday: false, day: 'fri' });
  const night = { thu: ['20:00-02:00'] };
  assert.deepEqual(at(night, '01:00'), { isOpen: true, time: '02:00', isToday: true, day: null });
  assert.deepEqual(at({ fri: ['08:00-24:00'], sat: ['00:00-02:00'] }, '23:00'), { isOpen: true, time: '02:00', isToday: false, day: 'sat' });
  const always = Object.fromEntries(Object.keys(EVERY_DAY).map((day) => [day, ['00:00-24:00']]));
  assert.deepEqual(at(always, '03:00'), { isOpen: true, time: null, isToday: false, day: null });
  assert.deepEqual(at({}, '03:00'), { isOpen: false, time: null, isToday: false, day: null });
  for (const odd of [null, undefined, 'mon', 5]) assert.equal(at(odd, '03:00'), null);
  assert.deepEqual(at({ fri: 'always', sat: ['x', null, '25-7'] }, '03:00'), { isOpen: false, time: null, isToday: false, day: null });
  assert.ok(openingOf(EVERY_DAY, 'Nowhere/At_all', new Date()));
});

test('B-32 the ways to the hotel', () => {
  const contact = { phone: '+380 (48) 555-01-00', whatsapp: '+380 67 555 01 00', email: 'stay@aurora.example', address: { en: 'Sea street 1' }, hours: EVERY_DAY };
  const ways = contactWays({ contact, timeZone: 'UTC' }, new Date('2026-11-27T12:00Z'));
  assert.equal(ways.phoneURL, 'tel:+380485550100');
  assert.equal(ways.whatsappURL, 'https://wa.me/380675550100');
  assert.equal(ways.hours?.time, '22:00');
  assert.deepEqual(contactWays({}), { phone: null, phoneURL: null, whatsappURL: null, email: null, address: null, hours: null });
  assert.equal(contactWays({ contact: { phone: 'reception', email: ' ' } }).phoneURL, null);
});

const stay = { checkIn: '2027-01-15', checkOut: '2027-01-18', guests: 2, room: 'sea suite&x', language: 'de' };
for (const [template, known, link] of /** @type {[string, any, string | null][]} */ ([
  ['https://b.example/r?in={checkIn}&out={checkOut}&n={nights}&g={guests}&l={language}', stay, 'https://b.example/r?in=2027-01-15&out=2027-01-18&n=3&g=2&l=de'],
  ['https://b.example/r?hotel=7&in={checkIn}&out={checkOut}&n={nights}', {}, 'https://b.example/r?hotel=7'],
  ['https://b.example/r?in={checkIn}', {}, 'https://b.example/r'],
  ['https://b.example/{language}/room/{room}?g={guests}', stay, 'https://b.example/de/room/sea%20suite%26x?g=2'],
  ['https://b.example/{language}/room/{room}?g={guests}', { language: 'de' }, 'https://b.example/de/room'],
  ['https://b.example/#/book?in={checkIn}&x=1', stay, 'https://b.example/#/book?in=2027-01-15&x=1'],
  ['https://b.example/#/book?in={checkIn}&x=1', {}, 'https://b.example/#/book?x=1'],
  ['https://b.example/plain', stay, 'https://b.example/plain'],
  ['javascript:alert({guests})', stay, null],
  ['', stay, null],
]))
  test(`B-30 ${template} with ${Object.keys(known).length} things known`, () => assert.equal(bookingLink({ contact: { bookingUrl: template } }, known), link));

test('B-12 what a form lacks is said at its field', () => {
  const good = { fullName: 'Anna Müller', email: 'anna@example.com', phone: '', consent: true };
  assert.deepEqual(problemsOf(good), {});
  assert.deepEqual(problemsOf({}), { fullName: 'enterName', contact: 'enterContact', consent: 'agree' });
  assert.deepEqual(problemsOf({ ...good, email: '', phone: '+49 30 1234567' }), {});
  for (const email of ['anna', 'anna@', '@x.example', 'anna@x', 'a b@x.example', 'anna@x.example, b@x.example', 'anna@x.example\r\nBcc: c@x.example'])
    assert.deepEqual(problemsOf({ ...good, email }), { email: 'checkEntry' }, email);
  for (const email of ["o'brien@example.com", 'ｔａｒｏ＠example.jp', 'іван@приклад.укр']) assert.deepEqual(problemsOf({ ...good, email }), {}, email);
  for (const phone of ['12', 'call me', '+380 67 555 01 00 ext 5', '1'.repeat(16)]) assert.deepEqual(problemsOf({ ...good, phone }), { phone: 'checkEntry' }, phone);
  assert.deepEqual(problemsOf({ ...good, fullName: 'x'.repeat(201) }), { fullName: 'enterName' });
  assert.deepEqual(problemsOf({ ...good, fullName: '\n\t' }), { fullName: 'enterName' });
});

const offer = {
  room_id: 'garden-double', room_name: 'Garden double', room_price: '120', check_in: '2027-01-15', check_out: '2027-01-17', guests: '2', total_nights: '2',
  total_price: '240', currency: 'EUR', special_notes: ['vegan breakfast', 'a\nb'],
};
const guest = { fullName: ' Anna\r\nBcc: x ', email: 'anna@example.com', phone: '', consent: true };

/** A server that answers in turn, and what it was sent. @param {[number, any, Record<string, string>?][]} answers */
async function reception(...answers) {
  /** @type {any[]} */
  const sent = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => { text += piece; });
    request.on('end', () => {
      sent.push({ path: request.url, type: request.headers['content-type'], body: JSON.parse(text) });
      const [status, body, headers] = answers[Math.min(sent.length, answers.length) - 1];
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', () => done(null)); });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { sent, endpoint: `http://127.0.0.1:${port}`, close: () => { server.closeAllConnections(); server.close(); } };
}

test('B-03 a request holds the offer without its prices, the guest in single lines, and consent', async () => {
  const server = await reception([202, { id: 'x', reference: 'KLM4', total: '240', currency: 'EUR' }]);
  const request = new BookingRequest(server.endpoint, offer, 'de');
  assert.match(request.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(await request.send(guest, undefined), { state: 'sent', id: 'x', reference: 'KLM4', total: '240', currency: 'EUR' });
  assert.deepEqual(server.sent, [{
    path: '/api/bookings', type: 'application/json',
    body: {
      id: request.id, offer: { room_id: 'garden-double', check_in: '2027-01-15', check_out: '2027-01-17', guests: 2, special_notes: ['vegan breakfast', 'a b'] },
      guest: { fullName: 'Anna Bcc: x', email: 'anna@example.com' }, language: 'de', consent: true,
    },
  }]);
  server.close();
});

test('B-02 the same id on every try, one at a time', async () => {
  const server = await reception([503, { error: { code: 'bookings_unavailable' } }], [202, { reference: 'KLM4' }]);
  const request = new BookingRequest(server.endpoint, offer, 'en');
  const [one, other] = await Promise.all([request.send(guest, undefined), request.send(guest, undefined)]);
  assert.deepEqual(one, { state: 'failed', code: 'bookings_unavailable', param: null, status: 503, retryAfter: null });
  assert.equal(other, one);
  assert.equal((await request.send(guest, undefined)).state, 'sent');
  assert.deepEqual(server.sent.map(({ body }) => body.id), [request.id, request.id]);
  server.close();
});

test('an id that is taken by other data is given up once', async () => {
  const taken = await reception([409, { error: { code: 'id_taken' } }], [202, { reference: 'KLM4' }]);
  const request = new BookingRequest(taken.endpoint, offer, 'en');
  assert.equal((await request.send(guest, undefined)).state, 'sent');
  assert.notEqual(taken.sent[0].body.id, taken.sent[1].body.id);
  taken.close();
  const always = await reception([409, { error: { code: 'id_taken' } }]);
  const other = await new BookingRequest(always.endpoint, offer, 'en').send(guest, undefined);
  assert.deepEqual([other.state, always.sent.length], ['failed', 2]);
  always.close();
});

for (const [status, body, code, param] of /** @type {[number, any, string, string | null][]} */ ([
  [409, { error: { code: 'offer_unavailable', param: 'dates' } }, 'offer_unavailable', 'dates'], [404, 'not here', 'unknown', null], [500, '<p>', 'unknown', null],
  [202, {}, 'bad_response', null], [202, '', 'bad_response', null], [403, { error: {} }, 'unknown', null],
]))
  test(`B-06 an answer of ${status} ${JSON.stringify(body)} is a failure with its cause`, async () => {
    const server = await reception([status, body, { 'retry-after': '7' }]);
    const outcome = await new BookingRequest(server.endpoint, offer, 'en').send(guest, undefined);
    assert.deepEqual(outcome, { state: 'failed', code, param, status, retryAfter: 7 });
    server.close();
  });

test('no server, and a request that is given up', async () => {
  const server = await reception([202, {}]);
  server.close();
  const request = new BookingRequest(server.endpoint, offer, 'en');
  assert.equal(/** @type {any} */ (await request.send(guest, undefined)).code, 'network');
  const controller = new AbortController();
  controller.abort();
  const hanging = createServer(() => {});
  await new Promise((done) => { hanging.listen(0, '127.0.0.1', () => done(null)); });
  const { port } = /** @type {import('node:net').AddressInfo} */ (hanging.address());
  const later = new AbortController();
  const waiting = new BookingRequest(`http://127.0.0.1:${port}`, offer, 'en').send(guest, later.signal);
  later.abort();
  assert.equal(/** @type {any} */ (await waiting).code, 'aborted');
  hanging.closeAllConnections();
  hanging.close();
});
