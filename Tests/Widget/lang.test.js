// The texts in twenty languages: complete, well formed, and truthful (W-26, W-29).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { loadTexts } from '../../widget/js/i18n/i18n.js';
import { LANGUAGES } from '../../widget/js/i18n/language.js';
import { blankedScript } from './support/blanked.js';
import { literals } from './support/literals.js';

const widget = new URL('../../widget/js/', import.meta.url);
const codes = LANGUAGES.map(({ code }) => code);
const all = new Map(await Promise.all(codes.map(async (code) => /** @type {const} */ ([code, await loadTexts(code)]))));
const english = all.get('en') ?? {};

/** @param {import('../../widget/js/i18n/i18n.js').Texts[string]} text */
const forms = (text) => (typeof text === 'string' ? [text] : Object.values(text));
/** @param {import('../../widget/js/i18n/i18n.js').Texts[string]} text */
const placeholders = (text) => (forms(text).at(-1)?.match(/\{\w+\}/g) ?? []).sort();
/** @param {string} code */
const sentences = (code) => Object.values(all.get(code) ?? {}).flatMap(forms);

// What is rightly written as in English: names of things, and words that the language has taken over.
const SAME = new Set('area label_wifi demo concierge email total messages suggestions photos name label_transfer label_parking menu'.split(' '));

// Participles and nouns that would say that a booking exists (W-26). Infinitives and requests ("book", "booking page") are allowed.
/** @type {{[code: string]: RegExp}} */
const CLAIMS = {
  en: /\b(booked|reserved|saved|cancell?ed|paid|guaranteed|held)\b/i,
  zh: /已预订|已預訂|预订成功|已保存|已取消|已付款|已确认/,
  hi: /बुक हो|बुक किया|बुक कर (दिया|ली)|आरक्षित|सहेज|रद्द|पक्की/,
  es: /reservad[oa]|guardad[oa]|cancelad[oa]|anulad[oa]|pagad[oa]/i,
  ar: /تم الحجز|محجوز|حُجز|أُلغي|تم الإلغاء|تم الحفظ|تم الدفع|تم التأكيد/,
  fr: /réservée?s?\b|enregistrée?s?\b|annulée?s?\b|sauvegardée?s?\b|payée?s?\b/i,
  bn: /বুক (করা )?হয়েছে|সংরক্ষিত|সংরক্ষণ|বাতিল/,
  pt: /reservad[oa]|salv[oa]\b|guardad[oa]|cancelad[oa]|pag[oa]\b/i,
  ru: /забронирован|зарезервирован|сохран[её]н|отмен[её]н|оплачен|подтвержд[её]н/i,
  id: /dipesan|dipesankan|disimpan|dibatalkan|dibayar|terpesan/i,
  uk: /заброньован|зарезервован|збережен|скасован|оплачен|підтверджен/i,
  de: /gebucht|reserviert|gespeichert|storniert|abgesagt|bezahlt/i,
  ja: /予約しました|予約済|予約され|保存しました|保存済|取り消しました|キャンセルしました|予約が完了/,
  ko: /예약되|예약했|예약 완료|저장했|저장되|취소했|취소되/,
  it: /prenotat[oaie]|salvat[oaie]|annullat[oaie]|cancellat[oaie]|pagat[oaie]|riservat[oaie]\b/i,
  tr: /rezerve edildi|rezervasyon yapıldı|ayrıldı|kaydedildi|iptal edildi|ödendi|onaylandı/i,
  nl: /geboekt|gereserveerd|bewaard|opgeslagen|geannuleerd|betaald/i,
  pl: /zarezerwowan|zapisan|anulowan|odwołan|opłacon|potwierdzon/i,
  vi: /đã đặt|đã lưu|đã hủy|đã huỷ|đã thanh toán|đã xác nhận/i,
  th: /จองแล้ว|บันทึกแล้ว|ยกเลิกแล้ว|ชำระแล้ว|ยืนยันแล้ว/,
};

/** A claim in each language, so that none of the patterns is blind. @type {{[code: string]: string}} */
const CLAIM = {
  en: 'Your room is booked.', zh: '您的房间已预订。', hi: 'आपका कमरा आरक्षित है।', es: 'Su habitación está reservada.', ar: 'تم الحجز بنجاح.',
  fr: 'Votre chambre est réservée.', bn: 'আপনার রুম বুক করা হয়েছে।', pt: 'Seu quarto está reservado.', ru: 'Номер забронирован.',
  id: 'Kamar Anda sudah dipesan.', uk: 'Номер заброньовано.', de: 'Ihr Zimmer ist gebucht.', ja: 'お部屋を予約しました。', ko: '객실이 예약되었습니다.',
  it: 'La camera è prenotata.', tr: 'Odanız rezerve edildi.', nl: 'Uw kamer is geboekt.', pl: 'Pokój został zarezerwowany.',
  vi: 'Quý khách đã đặt phòng.', th: 'จองแล้ว',
};

// Letters that every sentence of the language is written in, and letters that it does not have.
/** @type {{[code: string]: [RegExp, RegExp?]}} */
const SCRIPT = {
  zh: [/\p{Script=Han}/u, /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  hi: [/\p{Script=Devanagari}/u],
  ar: [/\p{Script=Arabic}/u],
  bn: [/\p{Script=Bengali}/u],
  ru: [/\p{Script=Cyrillic}/u, /[іїєґ]/i],
  uk: [/\p{Script=Cyrillic}/u, /[ыэъё]/i],
  ja: [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ko: [/\p{Script=Hangul}/u],
  th: [/\p{Script=Thai}/u],
};

test('there is one file for each of the twenty languages and no other', () => {
  assert.equal(codes.length, 20);
  assert.deepEqual(readdirSync(new URL('lang/', widget)).sort(), codes.map((code) => `${code}.js`).sort());
});

for (const code of codes) {
  const texts = all.get(code) ?? {};

  test(`${code} has a text for every key of English, in the same order`, async () => {
    const own = (await import(`../../widget/js/lang/${code}.js`)).default;
    if (code !== 'en') assert.equal(own.length, Object.keys(english).length);
    assert.deepEqual(Object.values(texts), Object.values(own));
  });

  test(`${code} has the placeholders of English and the plural forms of its grammar`, () => {
    const categories = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    for (const [key, text] of Object.entries(texts)) {
      assert.equal(typeof text, typeof english[key], key);
      assert.deepEqual(placeholders(text), placeholders(english[key]), key);
      if (typeof text !== 'string') assert.deepEqual(Object.keys(text).sort(), [...categories].sort(), key);
    }
  });

  test(`${code} has no empty, untranslated or untidy text`, () => {
    for (const [key, text] of Object.entries(texts)) {
      if (code !== 'en' && !SAME.has(key)) assert.notDeepEqual(text, english[key], key);
      for (const form of forms(text)) {
        assert.match(form, /[\p{L}{]/u, key);
        assert.doesNotMatch(form, /^\s|\s$|\s\s|\.\.\.|"|'|[<>`]/, key);
      }
    }
  });

  test(`${code} is written in its own letters`, () => {
    const [has, not] = SCRIPT[code] ?? [];
    for (const sentence of sentences(code)) {
      const words = sentence.replace(/\{\w+\}/g, '').replace(/Wi-Fi|\bAI\b|m²/g, '');
      if (has && /\p{L}/u.test(words)) assert.match(words, has);
      if (has) assert.doesNotMatch(words, /[a-z]/i);
      if (not) assert.doesNotMatch(sentence, not);
    }
  });

  test(`W-26 ${code} never says that a booking exists, is stored or was withdrawn`, () => {
    assert.match(CLAIM[code], CLAIMS[code]);
    for (const sentence of sentences(code)) assert.doesNotMatch(sentence, CLAIMS[code]);
  });

  test(`W-H2 ${code} is at most 2 kB on the wire`, () => {
    const served = blankedScript(readFileSync(new URL(`lang/${code}.js`, widget), 'utf8'));
    assert.ok(gzipSync(served, { level: 9 }).length <= 2000);
  });
}

test('every code of §3.4 that the guest sees, every stage and every requirement type has its text', () => {
  const codesShown = 'offline network rate_limited rate_limited_today unavailable timeout interrupted too_long forbidden bad_request unknown';
  const stages = 'collecting analyzing checking generating finalizing offer_ready';
  const types =
    'room_location workspace room_service children romantic bathtub dietary allergy accessibility view floor early_checkin late_checkout ' +
    'transfer parking pet';
  for (const [prefix, names] of [['error', codesShown], ['stage', stages], ['label', types]])
    for (const name of names.split(' ')) assert.ok(`${prefix}_${name}` in english, `${prefix}_${name}`);
});

test('W-29 no sentence for the guest stands outside the tables', () => {
  // What reads guests' words has their words in it, the languages' own names are no sentences, and the example page is English.
  const tables = /^(lang|i18n|understanding)\/|^preview\.js$/;
  const files = /** @type {string[]} */ (readdirSync(widget, { recursive: true })).filter((name) => name.endsWith('.js') && !tables.test(name));
  for (const name of files)
    for (const { text, before } of literals(readFileSync(new URL(name, widget), 'utf8')))
      if (!/Error\($/.test(before)) assert.doesNotMatch(text, /[^\P{L}a-zA-Z]|^[A-Z][a-z]+[,.!?]? [a-z]/u, name);
});

test('the scan for literals finds sentences and passes over comments and patterns', () => {
  const source = "// It's\nconst a = 'One two', b = /['\"]/; /* \"no\" */ const c = `Three ${a} four`;";
  assert.deepEqual(literals(source).map(({ text }) => text), ['One two', 'Three   four']);
});
