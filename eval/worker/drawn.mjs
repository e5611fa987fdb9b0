// Between the product and its local embedder where times are taken over hundreds and thousands of passages: their vectors are
// drawn, for what a search costs depends on how many they are and not on where they point, and embedding 5,000 takes minutes. A
// question, which comes alone, is embedded for real.

/** The dimension of the local embedder. */
const DIMENSION = 384;

/** The same text always gets the same direction. @param {string} text */
const draw = (text) => {
  let state = 2_166_136_261;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 16_777_619);
  return Array.from({ length: DIMENSION }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    return state / 2 ** 31;
  });
};

export default {
  /** @param {Request} request @param {{ EMBEDDER: { fetch(url: string, init: RequestInit): Promise<Response> } }} env */
  async fetch(request, env) {
    const texts = await request.json();
    if (texts.length > 1) return Response.json(texts.map(draw));
    return env.EMBEDDER.fetch(request.url, { method: 'POST', body: JSON.stringify(texts) });
  },
};
