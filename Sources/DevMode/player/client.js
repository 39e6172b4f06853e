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

  const show = (problem) => {
    place.textContent = problem.file + (problem.line ? `:${problem.line}` : '');
    message.textContent = problem.message;
    if (!host.isConnected) document.documentElement.append(host);
    if (!box.open) box.showModal();
  };
  const hide = () => { if (box.open) box.close(); host.remove(); };

  // --- Mistakes of this page's own scripts ------------------------------------------------------------------------------------------------
  /** A URL of this server as the developer's file. */
  const fileOf = (url) => {
    try { return `widget${new URL(url, location.href).pathname.replace(/^\/w\/[0-9a-f]+/, '')}`; } catch { return url; }
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
    frame.addEventListener('load', () => setTimeout(() => frame.remove(), 3000));
    document.documentElement.append(frame);
  };
  addEventListener('message', (event) => {
    if (event.origin === location.origin && event.data?.bellhopCheck) show({ ...event.data.bellhopCheck, file: fileOf(event.data.bellhopCheck.file) });
  });
  if (location.pathname !== '/__dev/check.html') addEventListener('load', checkModules);

  // --- Style sheets without a reload ------------------------------------------------------------------------------------------------------
  const swapLinks = (path) => {
    let count = 0;
    const roots = [document, ...[...document.querySelectorAll('bellhop-chat')].map((element) => element.shadowRoot)];
    for (const link of roots.flatMap((root) => [...root.querySelectorAll('link[rel="stylesheet"]')])) {
      const url = new URL(link.href);
      if (url.origin !== location.origin || url.pathname !== path) continue;
      url.searchParams.set('t', String(Date.now()));
      const fresh = link.cloneNode();
      fresh.href = url.href;
      // The old sheet stays until the new one is there, so nothing flashes.
      fresh.addEventListener('load', () => link.remove());
      fresh.addEventListener('error', () => fresh.remove());
      link.after(fresh);
      count += 1;
    }
    return count;
  };
  // --- Events ---------------------------------------------------------------------------------------------------------------------------
  const reload = () => location.reload();
  const act = ({ type, data }) => {
    if (type === 'hello') {
      if (run && run !== data.run) return reload();
      run = data.run;
      if (data.problem) show(data.problem);
    } else if (type === 'problem') show(data);
    else if (type === 'good') hide();
    else if (type === 'change') {
      if (data.action === 'reload') return reload();
      for (const path of data.updated) swapLinks(path);
      document.dispatchEvent(new CustomEvent('bellhop-dev:style', { detail: data.updated }));
    }
  };
  channel.addEventListener('message', (event) => act(event.data));

  const listen = () => new Promise(() => {
    const source = new EventSource('/__dev/events');
    for (const type of ['hello', 'change', 'problem', 'good']) {
      source.addEventListener(type, (event) => {
        const message = { type, data: JSON.parse(event.data) };
        channel.postMessage(message);
        act(message);
      });
    }
  });
  // The browser's six connections for each server are for the pages: whoever holds the lock listens, the next in line takes over.
  if (navigator.locks) navigator.locks.request('bellhop-dev-events', listen);
  else if (document.visibilityState === 'visible') listen();
})();
