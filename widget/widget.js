// The loader: puts one <bellhop-chat> on the page and fetches the rest from the server this file came from.
(() => {
  'use strict';
  const script = document.currentScript;
  const before = window.Bellhop;
  if (!script || before?.version || document.querySelector('bellhop-chat')) return;
  const version = '__BELLHOP_VERSION__';
  const base = script.src.replace(/(\/w\/[0-9a-f]{12})?\/widget\.js([?#].*)?$/, '');
  const root = /^[0-9a-f]{12}$/.test(version) ? `${base}/w/${version}` : base;

  // Calls before the element is there are kept and replayed in their order.
  const queue = Array.isArray(before?.q) ? before.q.slice() : [];
  let element = null;
  const call = (name, args) => (element ? element[name](...args) : void queue.push([name, ...args]));
  const api = { version, q: queue };
  for (const name of ['open', 'close', 'toggle', 'send', 'newChat', 'setLanguage', 'setTheme', 'destroy', 'showRoom']) api[name] = (...args) => call(name, args);
  api.on = (type, action) => {
    const listen = (event) => { if (event.target.localName === 'bellhop-chat') action(event); };
    document.addEventListener(`bellhop:${type}`, listen);
    return () => document.removeEventListener(`bellhop:${type}`, listen);
  };
  window.Bellhop = api;

  const start = async () => {
    await import(`${root}/js/element.js`);
    if (document.querySelector('bellhop-chat')) return;
    const made = document.createElement('bellhop-chat');
    for (const { name, value } of script.attributes) if (name.startsWith('data-')) made.setAttribute(name, value);
    if (!made.hasAttribute('data-endpoint')) made.setAttribute('data-endpoint', base);
    document.body.append(made);
    element = made;
    for (const [name, ...args] of queue.splice(0)) if (typeof api[name] === 'function') api[name](...args);
  };
  if (document.body) start().catch(() => {}); else document.addEventListener('DOMContentLoaded', () => start().catch(() => {}));
})();
