// What a guest wants: rooms, the hotel's services, a special stay.
import { WISHES, clean, fold, has, words } from './words.js';

/** Whether the guest wants to be shown rooms. */
export function hasRoomIntent(/** @type {unknown} */ message) {
  const text = fold(clean(message)).replace(words('%other'), ' ');
  return has(text, '%rooms') && has(text, '%asking') && !has(text, '%calling');
}

/** Whether a message is about the hotel rather than about the room that is being talked of. */
export const isGeneralTopic = (/** @type {unknown} */ message) => has(fold(clean(message)), '%hotel');

/** A guest's wishes, one a type; `value` is what the guest wrote, `label` gives a type's name. */
export function extractRequirements(/** @type {unknown} */ text, /** @type {(type: string) => string} */ label = (type) => type) {
  const original = clean(text);
  return Object.entries(WISHES).flatMap(([type, source]) => {
    const [found] = fold(original).matchAll(words(source));
    return found ? [{ type, value: original.substr(Number(found.index), found[0].length), label: label(type) }] : [];
  });
}

/**
 * Whether a request is one for the special booking: three kinds of wishes or more in the guest's own words, or a known kind of stay.
 * @returns {{isComplex: boolean, reason?: string, count?: number}}
 */
export function detectComplexRequest(/** @type {unknown} */ message, /** @type {readonly {role: string, content: string}[]} */ conversationHistory = []) {
  const said = [message, ...conversationHistory.filter(({ role }) => role === 'user').map(({ content }) => content)];
  const count = new Set(said.flatMap((text) => extractRequirements(text)).map(({ type }) => type)).size;
  if (count > 2) return { isComplex: true, reason: 'multiple_requirements', count };
  return has(fold(clean(message)), '%complex') ? { isComplex: true, reason: 'pattern_match' } : { isComplex: false };
}
