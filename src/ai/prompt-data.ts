/** Characters that show nothing: zero width, bidirectional marks, tags, controls but the line break. */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]|(?!\n)\p{Cc}/gu;
/** Marks by which chat templates tell who speaks. */
const TEMPLATE =
  /[<＜]\s*[|｜][^>＞\n]{0,40}[|｜]?\s*[>＞]|\[\/?\s*(?:inst|sys|system)\s*\]|<<\/?\s*sys\s*>>|<\/?\s*(?:s|system|assistant|user|im_start|im_end|tool_call|function)\s*>/giu;
/** A line that plays another speaker: `System: …`, `### Assistente:`. */
const ROLE =
  /^([\s>*#_-]*)(system|assistant|user|developer|tool|sistema|assistente|usu[áa]rio|asistente|usuario|human|ai|bot)(\s*[*_]*\s*):/gimu;

/** A text without what shows nothing, so that what is looked at is what is seen: a number or a link broken by a space without width is one. Pure. */
export const visible = (text: string): string => text.replaceAll(INVISIBLE, '');

/**
 * A text of somebody else as it may stand in a prompt: what could pass for the frame of the prompt is taken out, its words stay.
 * Pure.
 */
export const neutralise = (text: string): string =>
  visible(text.normalize('NFC'))
    .replaceAll(TEMPLATE, ' ')
    .replaceAll(/#{2,}/gu, '')
    .replaceAll('```', "'''")
    .replaceAll(ROLE, '$1“$2”$3 -')
    .replaceAll(/[ \t]+/gu, ' ')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trim();

/** On one line, cut to `max` characters. */
export const oneLine = (text: string, max: number): string => {
  const line = neutralise(text).replaceAll(/\s+/gu, ' ');
  return line.length <= max ? line : `${line.slice(0, max - 1).trimEnd()}…`;
};

/**
 * Data in its own block. The delimiter is random for each turn, and every line begins with it (datamarking), so no line of the
 * data can close the block or stand outside of it. Empty when there is nothing to say.
 */
export const block = (name: string, mark: string, lines: readonly string[]): string =>
  lines.length === 0
    ? ''
    : [
        `<<${name} ${mark}>>`,
        ...lines.flatMap((line) => line.split('\n')).map((line) => `${mark}| ${line.replaceAll(mark, '')}`),
        `<</${name} ${mark}>>`,
      ].join('\n');
