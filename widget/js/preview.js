// The example hotel's page: its rooms, the snippet, and the note of the demo.
import { loadHotel } from './hotel/catalogue.js';

const byID = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const snippet = `<script src="${location.origin}/widget.js" defer\n        data-language="auto" data-position="right" data-theme="auto"></script>`;
byID('snippet').textContent = snippet;
byID('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(snippet);
    byID('copied').textContent = 'Copied.';
  } catch {
    byID('copied').textContent = 'Select the text above to copy it.';
  }
});
document.addEventListener('click', (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.('[data-ask]');
  if (!button) return;
  const bellhop = /** @type {any} */ (window).Bellhop;
  const room = /** @type {HTMLElement} */ (button).dataset.ask;
  if (room) bellhop?.showRoom(room); else bellhop?.open();
});

// For the person who previews: who answers, how soon, and the way to the player where there is one.
let sentAt = 0;
document.addEventListener('bellhop:message', () => { sentAt = performance.now(); });
document.addEventListener('bellhop:chunk', () => {
  if (!sentAt) return;
  byID('preview-time').textContent = `First words after ${((performance.now() - sentAt) / 1000).toFixed(2)} s`;
  sentAt = 0;
});
byID('preview-player').hidden = !document.querySelector('script[src*="/__dev/"]');

const hotel = await loadHotel(location.origin).catch(() => null);
const english = (/** @type {any} */ value) => (typeof value === 'string' ? value : value?.en ?? '');
const { model, demo } = hotel?.service ?? {};
byID('preview-model').textContent = demo ? 'Answers: the demo model' : model ? `Answers: ${model}`
  : 'No answers: the server cannot be reached';
byID('preview-time').textContent = 'Ask something to see how soon the first words come';
byID('preview').hidden = false;
byID('demo-note').hidden = hotel?.service.demo !== true;
for (const room of hotel?.rooms ?? []) {
  const item = document.createElement('li');
  const picture = document.createElement('img');
  picture.src = room.mainPhoto ?? '/img/logo.svg';
  picture.alt = '';
  picture.width = 640;
  picture.height = 400;
  picture.loading = 'lazy';
  const box = document.createElement('div');
  const add = (/** @type {string} */ tag, /** @type {string} */ text, name = '') => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    box.append(element);
    return element;
  };
  add('h3', english(room.name));
  add('p', english(room.description));
  add('p', `From ${new Intl.NumberFormat('en', { style: 'currency', currency: hotel?.currency, maximumFractionDigits: 0 }).format(room.pricePerNight)} a night`, 'price');
  const ask = /** @type {HTMLButtonElement} */ (add('button', 'Ask about this room'));
  ask.type = 'button';
  ask.dataset.ask = room.id;
  ask.setAttribute('aria-label', `Ask about the ${english(room.name)}`);
  item.append(picture, box);
  byID('room-list').append(item);
}
