import { measure } from '../../../lib/media/measure.ts';
import { kindOf, type SentKind } from '../../../lib/media/accept.ts';

/** A file as a phone sends it. */
export type PhoneFile = {
  blob: Blob;
  kind: SentKind;
  voice: boolean;
  name: string;
  seconds: number | null;
  width: number | null;
  height: number | null;
};

/** One of the person's own files; null when it cannot go. */
export const ownFile = async (file: File): Promise<PhoneFile | null> => {
  const fits = kindOf(file);
  if ('problem' in fits) return null;
  const url = URL.createObjectURL(file);
  const measured = await measure(fits.kind, url);
  URL.revokeObjectURL(url);
  return {
    blob: file,
    kind: measured === null ? 'document' : fits.kind,
    voice: false,
    name: file.name,
    seconds: measured?.seconds ?? null,
    width: measured?.width ?? null,
    height: measured?.height ?? null,
  };
};

export type SampleName = 'photo' | 'voice' | 'document';

const none = { voice: false, seconds: null, width: null, height: null };

/** A picture that nobody needs a camera for: a shoe box with a price tag. */
const photo = async (): Promise<PhoneFile> => {
  const [width, height] = [960, 1200];
  const canvas = new OffscreenCanvas(width, height);
  const draw = canvas.getContext('2d');
  if (!draw) throw new Error('this browser does not draw');
  const box = (color: string, x: number, y: number, w: number, h: number): void => {
    draw.fillStyle = color;
    draw.fillRect(x, y, w, h);
  };
  const wall = draw.createLinearGradient(0, 0, 0, height);
  wall.addColorStop(0, '#d9e2dd');
  wall.addColorStop(1, '#a9bdb3');
  draw.fillStyle = wall;
  draw.fillRect(0, 0, width, height);
  box('#8a6f52', 0, 900, width, 300);
  box('#0b6e4f', 170, 470, 620, 470);
  box('#0a5c46', 150, 420, 660, 120);
  box('#ffffff', 540, 640, 190, 210);
  draw.fillStyle = '#16201d';
  draw.font = '600 92px sans-serif';
  draw.fillText('42', 586, 745);
  draw.font = '500 40px sans-serif';
  draw.fillText('AZUL', 582, 810);
  return {
    ...none,
    blob: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 }),
    kind: 'image',
    name: 'caixa.jpg',
    width,
    height,
  };
};

/** PCM as WAV: 16 bits, one channel. */
const wav = (samples: Int16Array, rate: number): Blob => {
  const head = new DataView(new ArrayBuffer(44));
  const word = (at: number, text: string): void =>
    [...text].forEach((char, index) => head.setUint8(at + index, char.charCodeAt(0)));
  const bytes = samples.length * 2;
  word(0, 'RIFF');
  head.setUint32(4, 36 + bytes, true);
  word(8, 'WAVEfmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, rate, true);
  head.setUint32(28, rate * 2, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  word(36, 'data');
  head.setUint32(40, bytes, true);
  return new Blob([head, samples.slice()], { type: 'audio/wav' });
};

/** A hummed line in place of words, loud and soft as speech is. */
const voice = (): Promise<PhoneFile> => {
  const [rate, seconds] = [16_000, 5];
  const samples = Int16Array.from({ length: rate * seconds }, (_, index) => {
    const t = index / rate;
    const syllable =
      Math.max(0, Math.sin(t * 9.5 + Math.sin(t * 2.1) * 2)) * (0.45 + 0.55 * Math.abs(Math.sin(t * 0.9)));
    const pitch = 150 + 28 * Math.sin(t * 3.2);
    return 9_000 * syllable * (Math.sin(6.2832 * pitch * t) + 0.4 * Math.sin(12.5664 * pitch * t));
  });
  return Promise.resolve({ ...none, blob: wav(samples, rate), kind: 'audio', voice: true, name: '', seconds });
};

const LINES = ['Comprovante de pagamento', 'Loja Demo - Pix de R$ 189,90', 'Documento de exemplo do simulador'];

/** A PDF of one page, as small as the format allows. */
const receipt = (): Promise<PhoneFile> => {
  const content = LINES.map(
    (line, index) => `BT /F1 ${index === 0 ? 22 : 14} Tf 60 ${760 - index * 34} Td (${line}) Tj ET`,
  );
  const stream = content.join('\n');
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const starts = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return at;
  });
  const table = starts.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
  const blob = new Blob([text], { type: 'application/pdf' });
  return Promise.resolve({ ...none, blob, kind: 'document', name: 'comprovante.pdf' });
};

/** Files for people who have none at hand. */
export const SAMPLES: Record<SampleName, () => Promise<PhoneFile>> = { photo, voice, document: receipt };
