import { describe, expect, it } from 'vitest';
import { parseMarkup, plainText } from './markup.ts';

const text = (words: string) => ({ kind: 'text', text: words });

describe('WhatsApp marks', () => {
  it('become spans at the edge of words, nested too', () => {
    expect(parseMarkup('a *b _c_* ~d~')).toEqual([
      text('a '),
      { kind: 'bold', children: [text('b '), { kind: 'italic', children: [text('c')] }] },
      text(' '),
      { kind: 'strike', children: [text('d')] },
    ]);
  });

  it.each(['2*3*4', 'snake_case_name', '* item', '*sem fim', 'a* b*', '**', '* *', '_ _', '5 * 6 * 7'])(
    '%s stays as it was written',
    (words) => {
      expect(parseMarkup(words)).toEqual([text(words)]);
    },
  );

  it('do not reach over a line', () => {
    expect(parseMarkup('*a\nb*')).toEqual([text('*a\nb*')]);
  });

  it('mean nothing inside code', () => {
    expect(parseMarkup('`*a*` ```_b_\nc```')).toEqual([
      { kind: 'code', text: '*a*', block: false },
      text(' '),
      { kind: 'code', text: '_b_\nc', block: true },
    ]);
  });

  it('keep NUL, lone surrogates and right-to-left text', () => {
    const odd = 'a\0b \ud800 *مرحبا*';
    expect(plainText(odd)).toBe('a\0b \ud800 مرحبا');
  });

  it('are read in linear time from a hostile text', () => {
    const words = '*a _b ~c '.repeat(7_000);
    expect(plainText(words).length).toBeGreaterThan(60_000);
    const closed = `${'*_~'.repeat(10_000)}x${'~_*'.repeat(10_000)}`;
    expect(parseMarkup(closed).length).toBeGreaterThan(0);
  });
});

describe('addresses', () => {
  it('become links without the punctuation around them, and keep their own underscores', () => {
    expect(parseMarkup('veja (https://a.com/b_c_d?x=1*2*3), ok')).toEqual([
      text('veja ('),
      { kind: 'link', text: 'https://a.com/b_c_d?x=1*2*3', href: 'https://a.com/b_c_d?x=1*2*3' },
      text('), ok'),
    ]);
    expect(parseMarkup('https://pt.wikipedia.org/wiki/A_(letra)')).toEqual([
      {
        kind: 'link',
        text: 'https://pt.wikipedia.org/wiki/A_(letra)',
        href: 'https://pt.wikipedia.org/wiki/A_(letra)',
      },
    ]);
  });

  it('are http and https alone', () => {
    for (const words of ['javascript:alert(1)', 'data:text/html,x', 'ftp://a.com', 'file:///etc/passwd', 'https://'])
      expect(parseMarkup(words)).toEqual([text(words)]);
  });

  it('may stand in bold', () => {
    expect(parseMarkup('*https://a.com*')).toEqual([
      { kind: 'bold', children: [{ kind: 'link', text: 'https://a.com', href: 'https://a.com/' }] },
    ]);
  });
});
