// Where the server is: the module's own URL without `/w/<version>/js/…`, never the page's address.
/** @type {string | null} */
const own = import.meta.url.startsWith('http')
  ? new URL(import.meta.url).href.replace(/(\/w\/[0-9a-f]{12})?\/js\/hotel\/endpoint\.js([?#].*)?$/, '')
  : null;

/**
 * The endpoint of a call: given, else the element's `data-endpoint`, else the server these modules came from; none in
 * Node.
 * @param {string} [given]
 */
export function endpointOf(given) {
  const element = typeof document === 'undefined' ? null : document.querySelector('bellhop-chat');
  return (given ?? element?.getAttribute('data-endpoint') ?? own)?.replace(/\/+$/, '') ?? null;
}
