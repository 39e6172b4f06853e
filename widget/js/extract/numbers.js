const NUMBERS =
  "one|один|одна|одного|одну two|два|две|двое|двоих|вдвоем|дві|двоє|двох|вдвох|удвох three|три|трое|троих|втроем|троє|трьох|втрьох|утрьох \
four|четыре|четверо|четверых|вчетвером|чотири|чотирьох five|пять|пятеро|п'ять six|шесть|шість seven|семь|сім eight|восемь|вісім \
nine|девять|дев'ять ten|десять".split(' ');

/** The source of a number in digits or, up to ten, in words. */
export const NUMBER = `(\\d{1,2}|${NUMBERS.join('|')})`;

/** @param {string} text what `NUMBER` has found; anything else is 0 */
export const numberOf = (text) => Number(text) || NUMBERS.findIndex((names) => names.split('|').includes(text.toLowerCase())) + 1;
