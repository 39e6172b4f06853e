// The player: chooses what the stage plays and shows what arrives.
import * as frames from './frames.js';
import { get, properties, query, set } from './settings.js';
import * as theme from './theme.js';

/** @template {HTMLElement} T @param {string} id @returns {T} */
const byID = (id) => /** @type {T} */ (document.getElementById(id));
const stage = /** @type {HTMLIFrameElement} */ (byID('stage'));
const status = byID('status');
const pause = /** @type {HTMLButtonElement} */ (byID('pause'));
const step = /** @type {HTMLButtonElement} */ (byID('step'));
/** @type {{name: string, summary: string, opening: string}[]} */
let scenarios = [];
/** @type {{ms: number, bytes: Uint8Array}[] | null} */
let recording = null;
let eventCount = 0;

/** @param {string} command @param {unknown} [value] */
const command = (command, value) => stage.contentWindow?.postMessage({ command, value }, location.origin);

function loadStage() {
  const choices = query(false);
  choices.set('scenario', get('scenario'));
  choices.set('speed', get('speed'));
  if (recording) choices.set('recording', '1');
  stage.className = `w${get('width')}`;
  stage.src = `/__dev/stage.html?${choices}`;
  eventCount = 0;
  byID('events').replaceChildren();
  byID('event-count').textContent = '';
  frames.begin();
  setPaused(false);
}

/** @param {boolean} isPaused */
function setPaused(isPaused) {
  pause.setAttribute('aria-pressed', String(isPaused));
  pause.textContent = isPaused ? 'Go on' : 'Pause';
  step.disabled = !isPaused;
  command('pause', isPaused);
}

/** Scrolls the list, not the page. @param {HTMLElement} button */
function show(button) {
  const list = byID('scenarios');
  const top = button.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + button.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 2;
}

/** @param {string} name */
function choose(name) {
  recording = null;
  set({ scenario: name });
  for (const button of document.querySelectorAll('[data-scenario]')) {
    const isChosen = /** @type {HTMLElement} */ (button).dataset.scenario === name;
    button.setAttribute('aria-pressed', String(isChosen));
    if (isChosen) show(/** @type {HTMLElement} */ (button));
  }
  loadStage();
}

/** @type {Record<string, string>} */
const WORDS = { utf: 'UTF', cr: 'CR', crlf: 'CRLF', html: 'HTML', json: 'JSON', chinese: 'Chinese' };

/** A scenario's name as a sentence. @param {string} name */
function sentence(name) {
  const words = name.split('-').map((word) => WORDS[word] ?? word).join(' ').replace('UTF 8', 'UTF-8');
  return words[0].toUpperCase() + words.slice(1);
}

function listScenarios() {
  byID('scenarios').replaceChildren(...scenarios.map((scenario) => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    const name = document.createElement('strong');
    const summary = document.createElement('small');
    button.type = 'button';
    button.dataset.scenario = scenario.name;
    name.textContent = sentence(scenario.name);
    summary.textContent = `${scenario.summary}.`;
    button.append(name, summary);
    button.addEventListener('click', () => choose(scenario.name));
    item.append(button);
    return item;
  }));
}

// --- Controls ---------------------------------------------------------------------------------------------------------------------------
const speed = /** @type {HTMLSelectElement} */ (byID('speed'));
speed.value = get('speed');
speed.addEventListener('change', () => { set({ speed: speed.value }); loadStage(); });
const autosend = /** @type {HTMLInputElement} */ (byID('autosend'));
autosend.checked = get('send') === '1';
autosend.addEventListener('change', () => { set({ send: autosend.checked ? '1' : '0' }); if (autosend.checked) loadStage(); });
pause.addEventListener('click', () => setPaused(pause.getAttribute('aria-pressed') !== 'true'));
step.addEventListener('click', () => command('step'));

const device = /** @type {HTMLFormElement} */ (document.querySelector('.device'));
for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (device.querySelectorAll('input, select'))) {
  if (field.type === 'radio') field.checked = field.value === get('width');
  else if (field.type === 'checkbox') field.checked = get(field.name) === '1';
  else field.value = get(field.name);
  field.addEventListener('change', () => {
    set({ [field.name]: field.type === 'checkbox' ? (field.checked ? '1' : '0') : field.value });
    if (field.type === 'radio') stage.className = `w${get('width')}`; else loadStage();
  });
}

/** @param {string} id @param {() => string} text */
const copyButton = (id, text) => byID(id).addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(text());
    status.textContent = 'Copied.';
  } catch {
    status.textContent = 'The browser did not allow copying; select the text instead.';
  }
});
copyButton('copy-css', theme.rules);
copyButton('copy-snippet', theme.snippet);
copyButton('copy-recording', frames.recordingText);

const file = /** @type {HTMLInputElement} */ (byID('recording'));
/** @param {Blob | undefined} blob */
async function replay(blob) {
  if (!blob) return;
  try {
    recording = frames.parseRecording(await blob.text());
    status.textContent = `Recording of ${recording.length} chunks: send a message to replay it.`;
    loadStage();
  } catch (error) {
    status.textContent = error instanceof Error ? error.message : String(error);
  }
}
file.addEventListener('change', () => replay(file.files?.[0]));
byID('drop').addEventListener('dragover', (event) => event.preventDefault());
byID('drop').addEventListener('drop', (event) => { event.preventDefault(); replay(event.dataTransfer?.files[0]); });

// --- What the stage tells -----------------------------------------------------------------------------------------------------------------
/** @type {Record<string, (detail: any) => void>} */
const told = {
  ready() {
    command('pause', pause.getAttribute('aria-pressed') === 'true');
    command('theme', properties);
    const scenario = scenarios.find((one) => one.name === get('scenario'));
    if (get('send') === '1' && scenario) command('send', scenario.opening);
  },
  begin: frames.begin,
  head: frames.setHead,
  chunk: frames.add,
  visible: frames.visible,
  health: frames.setHealth,
  end() { frames.end('clean'); },
  cut() { frames.end('cut'); },
  'recording-wanted'() { stage.contentWindow?.postMessage({ recording }, location.origin); },
  event({ type, detail }) {
    const item = document.createElement('li');
    item.textContent = `${type} ${detail}`.slice(0, 300);
    if (eventCount < 500) byID('events').append(item);
    eventCount += 1;
    byID('event-count').textContent = `(${eventCount})`;
  },
};
window.addEventListener('message', (event) => {
  if (event.source !== stage.contentWindow || event.origin !== location.origin) return;
  told[event.data?.bellhopStage]?.(event.data.detail);
});

theme.start((reload) => { if (reload) loadStage(); else command('theme', properties); });
const [list, hotel] = await Promise.all([fetch('/__dev/scenarios.json').then((answer) => answer.json()), fetch('/api/hotel').then((answer) => answer.json()).catch(() => null)]);
scenarios = list;
theme.offerLanguages(hotel?.languages ?? []);
listScenarios();
choose(scenarios.some((one) => one.name === get('scenario')) ? get('scenario') : scenarios[0].name);
