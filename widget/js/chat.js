// The element's functions for a page's own code (docs/embedding.md §4). State lives in the element; whoever imports this
// works on the one there is.
import { newID } from './conversation/answering.js';
import './element.js';

/** The element; made where the page has none. */
function element() {
  let found = /** @type {any} */ (document.querySelector('bellhop-chat'));
  if (!found) {
    found = document.createElement('bellhop-chat');
    const endpoint = new URL(import.meta.url).href.replace(/(\/w\/[0-9a-f]{12})?\/js\/chat\.js([?#].*)?$/, '');
    found.setAttribute('data-endpoint', endpoint);
    found.place();
  }
  return found;
}

const host = element();
/** The window is loaded. */
export const ready = host.load();
const chat = await ready;
/** @type {<T>(value: T) => T} */
const copy = (value) => structuredClone(value);
/** How much of a text is compared with what comes next, in characters. */
const TAIL = 64;

/**
 * Appends an assistant's message that grows: `update(text)` takes the text so far, `append(delta)` what is new,
 * `finalize(text)` the end.
 */
export function createStreamingMessage() {
  const message = { id: newID(), role: 'assistant', content: '', state: 'streaming', at: Date.now() };
  let bubble = chat.view.beginAnswer(message);
  let isOver = false;
  const append = (/** @type {string} */ delta) => {
    if (isOver || !delta) return;
    message.content += delta;
    bubble.append(delta);
  };
  const update = (/** @type {string} */ text) => {
    if (isOver) return;
    // A bounded piece of the old text tells whether the new one continues it: it may come for each token.
    const { length } = message.content;
    const end = text.slice(Math.max(0, length - TAIL), length);
    const isMore = text.length >= length && end === message.content.slice(-TAIL);
    if (isMore || !length) return append(text.slice(length));
    bubble = bubble.restart();
    message.content = '';
    append(text);
  };
  const finalize = (/** @type {string} */ text) => {
    if (isOver) return;
    update(text ?? message.content);
    isOver = true;
    bubble.end('complete');
    chat.messages.push({ ...message, state: 'complete' });
    chat.save();
  };
  return { wrapper: bubble.item, messageElement: bubble.text, update, append, finalize };
}

/**
 * @param {string} text
 * @param {'user' | 'ai'} sender
 */
export function addMessage(text, sender) {
  if (sender !== 'user') {
    const message = createStreamingMessage();
    message.finalize(text);
    return message.wrapper;
  }
  const message = { id: newID(), role: 'user', content: text, at: Date.now() };
  chat.messages.push(message);
  chat.save();
  return chat.view.addGuest(message);
}

export const showTyping = () => chat.view.showTyping();
export const hideTyping = () => chat.view.hideTyping();
/** @param {string} userMessage */
export const getAIResponse = (userMessage) => chat.send(userMessage);
export const handleSendMessage = () => chat.send(chat.view.draft);
export const addRoomCarousel = () => chat.view.showRooms();
/** @param {string} roomId */
export const openRoomDetailView = (roomId) => chat.view.showRoomDetail(roomId);
/** @param {string} roomId */
export const enterRoomContext = (roomId) => chat.enterRoom(roomId);
export const clearRoomContext = () => chat.leaveRoom();
export const activateSpecialBookingMode = (activatedBy = 'manual') => chat.setSpecial(true, activatedBy);
export const deactivateSpecialBookingMode = () => chat.setSpecial(false);
/** @param {import('./hotel/catalogue.js').Offer} offerData */
export const showSpecialOfferCard = (offerData) => chat.view.showOffer(offerData);
/** @param {boolean} isLoading */
export const setButtonLoading = (isLoading) => chat.view.setBusy(isLoading);
export const resetChat = () => chat.reset();
/** @param {string} code */
export const switchLanguage = (code) => chat.switchLanguage(code);
/** @param {string} key */
export const getTranslation = (key) => chat.texts.t(key);
export const getBookingState = () => copy({ ...chat.booking, conversationHistory: chat.history() });
export const getSpecialBookingState = () => copy(chat.special);
export const getConversationHistory = () => copy(chat.history());
export const getSelectedRoom = () => copy(chat.catalogue.room(chat.roomID));
export const getMode = () => (chat.special.isActive ? 'special' : chat.roomID ? 'room' : 'general');
