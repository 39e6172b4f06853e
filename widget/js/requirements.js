import { clean, fold, words } from './words.js';

// A line a type: the words that show it in English, Russian and Ukrainian.
const TYPES = `
room_location quiet~ (room|side)|(away|far) from the \\p{L}+|corner room|(тих|углов|кутов)~ (номер|комнат|кімнат)~|(подальше|подалі) (от|від)
workspace (?<!front |reception )desk|work_space|place to work|(письм|рабоч|робоч)~ (мест|місц|стол|стіл)~
room_service room service|(breakfast|dinner|food) (in|to) (the |my |our )?room|(обслуживан|обслуговуван)~ [ву] номер~|(завтрак|ужин|сніданок) [ву] номер
children child|children|kids?|baby|babies|infants?|toddlers?|cot|crib|дети|детей|детьми|детск~|ребен~|малыш~|діти|дітей|дітьми|дитин~|дитяч~|немовл~
romantic romantic|honeymoon|anniversary|романт~|медов~ (месяц|місяц)~|годовщин~|річниц~
bathtub bath_tub|tub|jacuzzi|джакуз[иі]|ванн(а|у|ой|ою|ы|и)(?! (комнат|кімнат))
dietary vegan|vegetarian|gluten|lactose|halal|kosher|diet~|веган~|вегетар~|без_(глютен|лактоз)~|халял~|кошер~|диет~|дієт~
allergy allerg~|hypoallergenic|аллерг~|алерг~|гипоаллерг~|гіпоалерг~
accessibility wheel_chair|accessible|accessibility|disab~|step free|инвалид~|інвалід~|маломоб~|пандус~
view (sea|ocean|city|garden|mountain|park|lake|river)_view|view (of|over) \\p{L}+|with a (\\p{L}+ )?view(?! to)|вид(ом)? (на|из|з) \\p{L}+|краєвид~
floor (high|higher|top|upper|low|lower|ground|first|\\d+(st|nd|rd|th)) floor|(высок|верхн|нижн|перв|последн|висок|перш|останн)~ (этаж|поверх|поверсі)~|\\d+(_\\p{L}{1,2})? (этаж~|поверх|поверсі)
early_checkin early (check_in|arrival)|check_in early|arrive early|ранн~ (заезд|заселен|заїзд|поселен)~
late_checkout late (check_out|departure)|check_out late|(поздн|пізн)~ (выезд|выселен|виїзд|виселен)~
transfer (?<!bank )transfer|shuttle|pick (me|us) up|трансфер~
parking parking|park (my|our|the|a) car|парковк~|парк[иі]нг~|паркуван~|стоянк~
pet pets?|(?<!hot )dogs?|cats?|собак~|собач~|кот(а|ом|у)?|кошк~|питом~|животн~|кіт|кішк~|улюбленець|улюбленц~|тварин~`
  .trim()
  .split('\n')
  .map((line) => ({ type: line.split(' ')[0], pattern: words(line.replace(/^\S+ /, '')) }));

/**
 * A guest's wishes, one item a type; `value` is what the guest wrote.
 * @param {unknown} text
 * @param {(type: string) => string} [label] The type's name in the chat's language, such as a translator's `label`.
 */
export function extractRequirements(text, label = (type) => type) {
  const original = clean(text);
  return TYPES.flatMap(({ type, pattern }) => {
    const [found] = fold(original).matchAll(pattern);
    return found ? [{ type, value: original.substr(found.index ?? 0, found[0].length), label: label(type) }] : [];
  });
}
