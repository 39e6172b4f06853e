// The stage inside the player's frame: reads the settings of its URL, puts a gate into `fetch` that records every chunk and can hold it back,
// then includes the widget as any page would.
(() => {
  'use strict';
  const settings = new URLSearchParams(location.search);
  const player = window.parent;
  const tell = (type, detail) => player.postMessage({ bellhopStage: type, detail }, location.origin);

  // --- What the device panel pretends -------------------------------------------------------------------------------------------------
  const forced = {};
  if (settings.get('dark') === '1') forced['(prefers-color-scheme: dark)'] = true;
  if (settings.get('calm') === '1') forced['(prefers-reduced-motion: reduce)'] = true;
  const matchMedia = window.matchMedia.bind(window);
  window.matchMedia = (query) => {
    const found = matchMedia(query);
    const answer = forced[query.trim()];
    return answer === undefined ? found : new Proxy(found, {
      get: (target, name) => name === 'matches' ? answer : typeof target[name] === 'function' ? target[name].bind(target) : target[name],
    });
  };

  /** Makes the rules under a pretended media query count. */
  const applyMedia = (sheet) => {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSMediaRule)) continue;
      for (const query of Object.keys(forced)) if (rule.media.mediaText.includes(query)) rule.media.mediaText = 'all';
    }
  };
  const pretend = () => {
    const root = document.querySelector('bellhop-chat')?.shadowRoot;
    for (const sheet of root?.adoptedStyleSheets ?? []) applyMedia(sheet);
  };

  if (settings.get('offline') === '1') Object.defineProperty(Navigator.prototype, 'onLine', { configurable: true, get: () => false });

  // --- The gate ---------------------------------------------------------------------------------------------------------------------------
  let isPaused = false;
  let waiting = [];
  const open = () => { const all = waiting; waiting = []; for (const go of all) go(); };
  const gate = async () => {
    if (settings.get('slow') === '1') await new Promise((done) => setTimeout(done, 400));
    if (isPaused) await new Promise((done) => waiting.push(done));
  };

  const fetchFirst = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (settings.get('offline') === '1') throw new TypeError('Failed to fetch');
    if (!/\/api\/chat(\/completions)?$/.test(url.pathname)) return fetchFirst(input, init);
    const start = performance.now();
    tell('begin', { url: url.pathname });
    const recording = settings.get('recording') === '1' ? await askForRecording() : null;
    const response = recording ?? await fetchFirst(input, init);
    tell('head', { status: response.status, type: response.headers.get('content-type'), ms: performance.now() - start });
    if (!response.body) return response;
    const reader = response.body.getReader();
    // Read as soon as it is there, whatever the page does meanwhile: chunks that wait would be joined.
    const arrived = [];
    let wake = () => {};
    (async () => {
      for (let isOver = false; !isOver;) {
        const one = await reader.read().catch((error) => ({ error }));
        isOver = Boolean(one.done || one.error);
        arrived.push({ ...one, ms: performance.now() - start });
        wake();
      }
    })();
    const body = new ReadableStream({
      async pull(controller) {
        if (!arrived.length) await new Promise((done) => { wake = done; });
        const { done, value, error, ms } = arrived.shift();
        if (error) { tell('cut', { ms }); controller.error(error); return; }
        if (done) { tell('end', { ms }); controller.close(); return; }
        await gate();
        tell('chunk', { ms, bytes: value.slice() });
        controller.enqueue(value);
      },
      cancel(reason) { return reader.cancel(reason); },
    });
    return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
  };

  const askForRecording = () => new Promise((done) => {
    const listen = (event) => {
      if (event.source !== player || event.origin !== location.origin || !event.data?.recording) return;
      window.removeEventListener('message', listen);
      done(replayed(event.data.recording));
    };
    window.addEventListener('message', listen);
    tell('recording-wanted', null);
  });

  const replayed = (chunks) => {
    let index = 0;
    const start = performance.now();
    return new Response(new ReadableStream({
      async pull(controller) {
        const chunk = chunks[index++];
        if (!chunk) { controller.close(); return; }
        const speed = Number(settings.get('speed')) || 1;
        await new Promise((done) => setTimeout(done, Math.max(0, chunk.ms / speed - (performance.now() - start))));
        controller.enqueue(chunk.bytes);
      },
    }), { headers: { 'content-type': 'text/event-stream' } });
  };

  // --- What the player asks for ---------------------------------------------------------------------------------------------------------
  window.addEventListener('message', (event) => {
    if (event.source !== player || event.origin !== location.origin) return;
    const { command, value } = event.data ?? {};
    if (command === 'pause') { isPaused = value; if (!value) open(); }
    if (command === 'step') waiting.shift()?.();
    if (command === 'theme') theme(value);
    if (command === 'send') window.Bellhop?.send(value);
  });

  const theme = (properties) => {
    const element = document.querySelector('bellhop-chat');
    if (element) for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
  };

  // --- Measurements of this page --------------------------------------------------------------------------------------------------------
  let longest = 0;
  try {
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration); })
      .observe({ type: 'longtask', buffered: true });
  } catch { /* not every browser has it */ }
  let last = 0;
  let dropped = 0;
  const frame = (now) => { if (last && now - last > 25) dropped += Math.round((now - last) / 16.7) - 1; last = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  setInterval(() => tell('health', { longest, dropped }), 500);

  // --- The widget -------------------------------------------------------------------------------------------------------------------------
  const types = ['ready', 'open', 'close', 'message', 'chunk', 'response', 'error', 'offer', 'booking-request', 'language'];
  for (const type of types) {
    document.addEventListener(`bellhop:${type}`, (event) => {
      let detail = '';
      try { detail = JSON.stringify(event.detail) ?? ''; } catch { detail = '…'; }
      tell('event', { type, detail });
      if (type === 'ready') { pretend(); ready(); }
      if (type === 'chunk') tell('visible', { at: performance.now() });
    });
  }
  let isReady = false;
  const ready = () => { if (!isReady) { isReady = true; tell('ready', null); } };

  document.addEventListener('DOMContentLoaded', () => {
    document.body.classList.toggle('dark', settings.get('dark') === '1');
    if (settings.get('direction')) document.documentElement.dir = settings.get('direction');
    const script = document.createElement('script');
    script.src = '/widget.js';
    script.defer = true;
    script.dataset.language = settings.get('language') || 'auto';
    script.dataset.position = settings.get('position') || 'right';
    script.dataset.theme = settings.get('dark') === '1' ? 'dark' : settings.get('theme') || 'auto';
    script.dataset.storage = 'none';
    if (settings.get('direction')) script.dataset.direction = settings.get('direction');
    const scenario = settings.get('scenario');
    if (scenario) script.dataset.endpoint = `${location.origin}/__dev/scenario/${scenario}@${settings.get('speed') || 1}`;
    script.addEventListener('load', () => {
      customElements.whenDefined('bellhop-chat').then(() => { setTimeout(() => { pretend(); ready(); }, 50); });
      window.Bellhop?.open();
    });
    document.body.append(script);
  });
})();
