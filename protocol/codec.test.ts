import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { decode, encode } from './codec.ts';
import { MAX_LINK_FRAME_BYTES, MAX_TEXT_LENGTH } from './limits.ts';
import { UpFrame } from './link/up.ts';

const upWith = (text: string): UpFrame => ({
  t: 'up',
  items: [
    {
      s: 1,
      message: {
        waId: 'A1',
        fromMe: false,
        contact: [{ kind: 'phone', value: '+5511987654321' }],
        pushName: null,
        content: { type: 'text', text },
        sentAt: 1,
        old: false,
      },
    },
  ],
});

describe('decode', () => {
  it.each([
    ['binary', new ArrayBuffer(4), 'binary'],
    ['more bytes than allowed', JSON.stringify('é'.repeat(600)), 'too_large'],
    ['no JSON', '{"t":', 'not_json'],
    ['JSON that is no frame', '[]', 'malformed'],
    ['a frame nobody knows', '{"t":"teleport"}', 'unknown_frame'],
    ['a known frame of another shape', '{"t":"sync","h":-1}', 'malformed'],
    ['prototype keys', '{"t":"sync","h":{"__proto__":{"x":1}}}', 'malformed'],
    ['ten thousand levels', '['.repeat(400) + ']'.repeat(400), 'malformed'],
  ])('refuses %s by name', (_, raw, code) => {
    const decoded = decode(UpFrame, raw as string, 1000);
    expect(decoded).toMatchObject({ ok: false, error: { code } });
  });

  it('never repeats what the peer sent', () => {
    const decoded = decode(UpFrame, JSON.stringify({ t: 'sync', h: 'segredo-do-cliente' }), 1000);
    expect(JSON.stringify(decoded)).not.toContain('segredo');
  });

  it('measures bytes as UTF-8 does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const raw = JSON.stringify({ t: text });
        const bytes = new TextEncoder().encode(raw).length;
        const code = (limit: number) => {
          const decoded = decode(z.object({ t: z.string() }), raw, limit);
          return decoded.ok ? 'ok' : decoded.error.code;
        };
        expect(code(bytes)).toBe('ok');
        expect(code(bytes - 1)).toBe('too_large');
      }),
    );
  });

  it('carries any text there and back: NUL, lone surrogates, RTL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), (text) => {
        expect(decode(UpFrame, encode(upWith(text)), MAX_LINK_FRAME_BYTES)).toEqual({ ok: true, frame: upWith(text) });
      }),
    );
  });

  it.each([
    ['NUL', '\0'],
    ['lone surrogate', '\ud800'],
    ['emoji', '👍🏽'],
    ['Hebrew', 'ש'],
  ])('has room for the longest message made only of %s', (_, unit) => {
    const text = unit.repeat(Math.floor(MAX_TEXT_LENGTH / unit.length));
    expect(decode(UpFrame, encode(upWith(text)), MAX_LINK_FRAME_BYTES).ok).toBe(true);
  });
});
