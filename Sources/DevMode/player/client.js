// In every page of development: takes changes and mistakes from the server. One tab holds the event connection for all.
(() => {
  'use strict';
  const channel = new BroadcastChannel('bellhop-dev');
  let run = '';

  // --- The overlay ------------------------------------------------------------------------------------------------------------------------
  const host = document.createElement('bellhop-overlay');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    dialog { position: fixed; inset: 6vh auto auto 0; margin: 0 auto; inset-inline: 0; width: min(760px, 92vw); max-height: 84vh; overflow: auto; padding: 24px;
      border: 0; border-top: 6px solid #e5484d; border-radius: 12px; background: #181a1b; color: #f2f2f2; font: 15px/1.5 system-ui, sans-serif; box-shadow: 0 20px 60px #0009; }
    dialog::backdrop { background: #0008; }
    h2 { margin: 0 0 4px; font-size: 17px; color: #ff9b9e; }
    p { margin: 0 0 12px; font-family: ui-monospace, monospace; color: #9ad0ff; overflow-wrap: anywhere; }
    pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
    small { display: block; margin-top: 16px; color: #b8bcbf; }`);
  root.adoptedStyleSheets = [sheet];
  const add = (parent, tag) => parent.appendChild(document.createElement(tag));
  const box = add(root, 'dialog');
  const title = add(box, 'h2');
  const place = add(box, 'p');
  const message = add(box, 'pre');
  add(box, 'small').textContent = 'Esc closes this; the next good state takes it away.';
  title.textContent = 'Something is broken';
  title.id = 'title';
  box.setAttribute('aria-labelledby', 'title');

  /** What was closed with Esc does not come back by itself. */
  let shown = '';
  let closed = '';
  box.addEventListener('close', () => { closed = shown; });
  const show = (problem) => {
    shown = JSON.stringify([problem.file, problem.line, problem.message]);
    if (shown === closed) return;
    place.textContent = problem.file + (problem.line ? `:${problem.line}` : '');
    message.textContent = problem.message;
    if (!host.isConnected) document.documentElement.append(host);
    if (!box.open) box.showModal();
  };
  const hide = () => {
    shown = '';
    if (box.open) box.close();
    closed = '';
    host.remove();
  };

  // --- Mistakes of this page's own scripts ------------------------------------------------------------------------------------------------
  /** A URL of this server as the developer's file. */
  const fileOf = (url) => {
    try {
      const path = new URL(url, location.href).pathname.replace(/^\/w\/[0-9a-f]+/, '').replace(/\/$/, '/index.html');
      return path.startsWith('/__dev/') ? path : `widget${path}`;
    } catch { return url; }
  };
  addEventListener('error', (event) => {
    if (event instanceof ErrorEvent && event.filename.startsWith(location.origin)) {
      show({ file: fileOf(event.filename), line: event.lineno, message: event.message });
    } else if (event.target instanceof HTMLScriptElement && event.target.src.startsWith(location.origin)) {
      show({ file: fileOf(event.target.src), line: 0, message: 'This script could not be loaded.' });
    }
  }, true);
  addEventListener('unhandledrejection', (event) => {
    if (event.reason instanceof Error) show({ file: fileOf(/https?:[^\s)]+/.exec(event.reason.stack ?? '')?.[0] ?? ''), line: 0, message: String(event.reason) });
  });

  /** Loads the modules once in a frame of their own: a syntax error tells its place only there. */
  const checkModules = () => {
    if (window !== window.top) return;
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.title = 'Module check';
    frame.src = '/__dev/check.html';
    document.documentElement.append(frame);
  };
  addEventListener('message', (event) => {
    if (event.origin !== location.origin) return;
    // Modules are evaluated after they are there; their errors come a little later.
    if (event.data?.bellhopChecked) setTimeout(() => document.querySelector('iframe[src="/__dev/check.html"]')?.remove(), 3000);
    if (event.data?.bellhopCheck) show({ ...event.data.bellhopCheck, file: fileOf(event.data.bellhopCheck.file) });
  });
  if (location.pathname !== '/__dev/check.html') addEventListener('load', checkModules);

  // --- Style sheets without a reload ------------------------------------------------------------------------------------------------------
  // A sheet made from a fetched text names no file: both are remembered, as the widget makes them.
  const texts = new Map();
  const made = new Map();
  const fetchFirst = window.fetch;
  window.fetch = async (...given) => {
    const response = await fetchFirst(...given);
    const { origin, pathname } = new URL(response.url || location.href);
    if (origin === location.origin && pathname.endsWith('.css')) texts.set(pathname, await response.clone().text());
    return response;
  };
  const replaceFirst = CSSStyleSheet.prototype.replaceSync;
  CSSStyleSheet.prototype.replaceSync = function (text) {
    for (const [path, known] of texts) if (known === text) made.set(path, [...made.get(path) ?? [], this]);
    return replaceFirst.call(this, text);
  };
  const swapMade = async (path) => {
    if (!made.has(path)) return;
    const response = await fetchFirst(path, { cache: 'no-cache' });
    if (!response.ok) return;
    const text = await response.text();
    for (const one of made.get(path)) replaceFirst.call(one, text);
  };

  const swapLinks = (path) => {
    const roots = [document, ...[...document.querySelectorAll('bellhop-chat')].map((element) => element.shadowRoot)];
    for (const root of roots) {
      const links = [...root.querySelectorAll('link[rel="stylesheet"]')].filter((link) => link.href.startsWith(location.origin) && new URL(link.href).pathname === path);
      const last = links.at(-1);
      if (!last) continue;
      const fresh = last.cloneNode();
      const url = new URL(last.href);
      url.searchParams.set('t', String(Date.now()));
      fresh.href = url.href;
      // The old sheet stays until the new one is there, so nothing flashes.
      fresh.addEventListener('load', () => { for (const link of links) link.remove(); });
      fresh.addEventListener('error', () => fresh.remove());
      last.after(fresh);
    }
  };

  // --- Events ---------------------------------------------------------------------------------------------------------------------------
  const reload = () => location.reload();
  /** What a page that opens now has to know; kept by the one that listens. */
  let state = null;
  const act = ({ type, data }) => {
    if (type === 'ask') { if (state) channel.postMessage({ type: 'hello', data: state }); return; }
    if (type === 'hello') {
      if (run && run !== data.run) return reload();
      run = data.run;
      if (data.problem) show(data.problem);
    } else if (type === 'problem') { closed = ''; show(data); }
    else if (type === 'good') hide();
    else if (type === 'change') {
      if (data.action === 'reload') return reload();
      for (const path of data.updated) { swapLinks(path); swapMade(path); }
    }
  };
  channel.addEventListener('message', (event) => act(event.data));

  let source = null;
  const listen = () => new Promise(() => {
    source = new EventSource('/__dev/events');
    for (const type of ['hello', 'change', 'problem', 'good']) {
      source.addEventListener(type, (event) => {
        const message = { type, data: JSON.parse(event.data) };
        if (type === 'hello') state = message.data;
        else if (type === 'problem') state = { ...state, problem: message.data };
        else if (type === 'good') state = { ...state, problem: null };
        channel.postMessage(message);
        act(message);
      });
    }
  });
  // The browser's six connections for each server are for the pages: whoever holds the lock listens, the next in line takes over.
  if (navigator.locks) {
    navigator.locks.request('bellhop-dev-events', listen);
    channel.postMessage({ type: 'ask' });
  } else {
    // Locks want a secure context, which another machine's address is not: only the page that is seen listens.
    const seen = () => {
      source?.close();
      source = null;
      if (document.visibilityState === 'visible') listen();
    };
    document.addEventListener('visibilitychange', seen);
    seen();
  }
})();
