// Loads the widget's modules in a document of its own and tells the page above where the first one breaks.
(() => {
  'use strict';
  const tell = (file, line, message) => parent.postMessage({ bellhopCheck: { file, line, message } }, location.origin);
  addEventListener('error', (event) => {
    if (event instanceof ErrorEvent) tell(event.filename, event.lineno, event.message);
  }, true);
  // The element is not put into this page: `define` alone shows nothing.
  for (const path of ['/js/openai.js', '/js/element.js']) {
    const script = document.createElement('script');
    script.type = 'module';
    script.src = path;
    document.head.append(script);
  }
})();
