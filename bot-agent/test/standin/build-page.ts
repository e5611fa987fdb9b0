import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'page');

/** A module of the page without its types, its imports by the names of the import map. */
const moduleOf = (file: string): string =>
  stripTypeScriptTypes(readFileSync(join(FOLDER, file), 'utf8')).replaceAll(
    /from '\.\/(\w+)\.ts'/g,
    "from 'standin:$1'",
  );

/** The whole page as one file, which the library gives to the browser in the place of https://web.whatsapp.com/. */
export const buildPage = (url: string): string => {
  const imports = Object.fromEntries(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
      .map((file) => [
        `standin:${file.slice(0, -3)}`,
        `data:text/javascript;base64,${Buffer.from(moduleOf(file)).toString('base64')}`,
      ]),
  );
  const main = moduleOf('main.ts').replaceAll('__STANDIN_URL__', JSON.stringify(url));
  return [
    '<!doctype html><meta charset="utf-8"><title>WhatsApp (stand-in)</title><body></body>',
    `<script type="importmap">${JSON.stringify({ imports })}</script>`,
    `<script type="module">${main}</script>`,
  ].join('\n');
};
