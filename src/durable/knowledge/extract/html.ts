import { decodeEntities } from './html-entities.ts';

/** Elements of which nothing is read: they act, or are no part of what the page says. */
const SKIPPED = new Set('script style noscript template svg iframe object embed select nav head'.split(' '));
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
/** In these a `<` begins nothing but their own end (HTML §13.2.5, RAWTEXT and RCDATA). */
const RAW = new Set('script style textarea title noscript iframe xmp'.split(' '));
const BLOCKS = new Set(
  'address article aside blockquote body caption dd details div dl fieldset figure footer form header hr main ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
/** What titles the text after it. */
const HEADINGS = new Set('h1 h2 h3 h4 h5 h6 summary dt'.split(' '));

type Tag = { name: string; closing: boolean; attributes: string; end: number };

/** The end of a tag that begins at `from`, past its `>`; quotes may hold one. */
const tagEnd = (html: string, from: number): number => {
  let quote = '';
  for (let at = from; at < html.length; at++) {
    const char = html[at] ?? '';
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at + 1;
  }
  return html.length;
};

const NAME = /[a-zA-Z][^\s/>]{0,40}/uy;

const tagAt = (html: string, at: number): Tag | null => {
  const closing = html[at + 1] === '/';
  NAME.lastIndex = at + (closing ? 2 : 1);
  const name = NAME.exec(html)?.[0];
  if (name === undefined) return null;
  const from = NAME.lastIndex;
  const end = tagEnd(html, from);
  return { name: name.toLowerCase(), closing, attributes: html.slice(from, end), end };
};

/** Not shown, so not said: text that a person would never see may be meant for the assistant alone. */
const isHidden = (attributes: string): boolean =>
  /(?:^|\s)hidden(?=[\s=/>]|$)|aria-hidden\s*=\s*["']?true|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])/iu.test(
    attributes,
  );

/** Where an element's end tag begins; the end of the page when it has none. */
const closingOf = (html: string, name: string, from: number): number => {
  const closing = new RegExp(`</${name}`, 'giu');
  closing.lastIndex = from;
  return closing.exec(html)?.index ?? html.length;
};

type Part = { text: string } | { tag: Tag };

/** Texts and tags of a page in their order; comments and declarations left out. Linear in its length. */
function* partsOf(html: string): Generator<Part> {
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1) break;
    if (open > at) yield { text: html.slice(at, open) };
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      at = end === -1 ? html.length : end + 3;
      continue;
    }
    if (html[open + 1] === '!' || html[open + 1] === '?') {
      at = tagEnd(html, open);
      continue;
    }
    const tag = tagAt(html, open);
    if (tag === null) {
      yield { text: '<' };
      at = open + 1;
      continue;
    }
    yield { tag };
    at = tag.end;
    if (tag.closing || !RAW.has(tag.name)) continue;
    const end = closingOf(html, tag.name, at);
    yield { text: html.slice(at, end) };
    at = end;
  }
  if (at < html.length) yield { text: html.slice(at) };
}

const before = ({ name, closing }: Tag): string => {
  if (HEADINGS.has(name)) return closing ? '\n\n' : '\n\n# ';
  if (name === 'li') return closing ? '' : '\n- ';
  if (name === 'br') return '\n';
  if (name === 'td' || name === 'th') return closing ? '' : ' | ';
  if (name === 'tr') return closing ? '' : '\n';
  return BLOCKS.has(name) ? '\n\n' : '';
};

/** What is being left out: an element and those of its name within it. */
type Skip = { name: string; depth: number };

const skipAfter = (skip: Skip | null, { name, closing, attributes }: Tag): Skip | null => {
  if (skip === null) {
    if (closing || VOID.has(name) || (!SKIPPED.has(name) && !isHidden(attributes))) return null;
    return { name, depth: 1 };
  }
  // A page without `</head>` has its body anyway.
  if (skip.name === 'head' && name === 'body') return null;
  if (name !== skip.name) return skip;
  const depth = skip.depth + (closing ? -1 : 1);
  return depth === 0 ? null : { name, depth };
};

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/[^\S\n]+/gu, ' ')
        .replace(/^ ?\| /u, '')
        .trim(),
    )
    .join('\n')
    .replace(/^(?:#|-)$/gmu, '')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();

/**
 * What a page says, in the form that documents are written in: `# ` before headings, `- ` before list items, cells between bars. Scripts, styles,
 * menus, comments and what is hidden are left out.
 */
export const readHtml = (html: string): { title: string | null; text: string } => {
  let title = '';
  let inTitle = false;
  let skip: Skip | null = null;
  const said: string[] = [];
  for (const part of partsOf(html)) {
    if ('text' in part) {
      if (inTitle) title += part.text;
      else if (skip === null) said.push(decodeEntities(part.text.replace(/\s+/gu, ' ')));
      continue;
    }
    const { tag } = part;
    if (tag.name === 'title' && skip?.name !== 'svg') {
      inTitle = !tag.closing && title === '';
      continue;
    }
    skip = skipAfter(skip, tag);
    if (skip === null) said.push(before(tag));
  }
  const named = decodeEntities(title).replace(/\s+/gu, ' ').trim();
  return { title: named === '' ? null : named, text: tidy(said.join('')) };
};
