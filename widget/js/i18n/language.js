/** The languages in the order of the menu, with the launcher's name in each. */
export const LANGUAGES = `
en Open chat
zh 打开聊天
hi चैट खोलें
es Abrir el chat
ar فتح المحادثة
fr Ouvrir le chat
bn চ্যাট খুলুন
pt Abrir o chat
ru Открыть чат
id Buka obrolan
uk Відкрити чат
de Chat öffnen
ja チャットを開く
ko 채팅 열기
it Apri la chat
tr Sohbeti aç
nl Chat openen
pl Otwórz czat
vi Mở trò chuyện
th เปิดแชต`
  .trim()
  .split('\n')
  .map((line) => ({ code: line.slice(0, 2), open: line.slice(3), dir: line.startsWith('ar') ? 'rtl' : 'ltr' }));

/** The code in `LANGUAGES` of a tag such as `pt-BR` or `ua`, else null. */
export function normalizeLanguage(/** @type {unknown} */ tag) {
  const base = String(tag).trim().toLowerCase().split(/[-_]/)[0].replace('ua', 'uk');
  return LANGUAGES.find(({ code }) => code === base)?.code ?? null;
}

/** The first wish that the hotel offers. */
export function startLanguage(/** @type {unknown[]} */ wishes, /** @type {unknown[]} */ offered = []) {
  const listed = offered.map(normalizeLanguage).filter(Boolean);
  const wanted = wishes.map(normalizeLanguage).find((code) => code && (!listed[0] || listed.includes(code)));
  return wanted ?? listed[0] ?? 'en';
}

/**
 * A text of `hotel.json`, which is a string or has a string for some languages; empty where there is none. @returns
 * {string}
 */
export function localised(/** @type {any} */ value, /** @type {string} */ code, fallbackCode = 'en') {
  if (typeof value === 'string') return value;
  const codes = [code, fallbackCode, ...LANGUAGES.map((one) => one.code)];
  const texts = codes.map((each) => Object.hasOwn(value ?? {}, each) && value[each]);
  return texts.find((text) => text && typeof text === 'string') ?? '';
}

/** What is said where not even a language's texts can be loaded. */
export const LOST = 'The chat did not load. Please try again.';
