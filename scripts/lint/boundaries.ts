import { posix } from 'node:path';

/**
 * Who may import whom: docs/ARCHITECTURE.md as data. Paths are relative to the project, with forward slashes.
 */
export type Import = {
  /** The file that imports. */
  from: string;
  /** What stands in the import, e.g. `../kit/sql.ts` or `hono`. */
  specifier: string;
  typeOnly: boolean;
};

/** Inside `src`: the part a file belongs to, and the parts it may import besides its own. */
const PARTS: Record<string, readonly string[]> = {
  lib: [],
  env: [],
  ai: ['lib'],
  db: ['lib', 'env'],
  'durable/rpc': ['ai', 'lib'],
  'durable/stubs': ['durable/rpc', 'lib', 'env'],
  'durable/kit': ['durable/rpc', 'durable/stubs', 'lib', 'env'],
  services: ['db', 'durable/stubs', 'durable/rpc', 'ai', 'lib', 'env'],
  middleware: ['services', 'db', 'lib', 'env'],
  routes: ['services', 'durable/stubs', 'durable/rpc', 'middleware', 'lib', 'env'],
};
const OBJECT = ['durable/kit', 'durable/rpc', 'durable/stubs', 'ai', 'lib', 'env'];
/** The one object that writes into D1. */
const PROJECTS_INTO_D1 = 'durable/inbox';

/** Packages of the house and what of the others they may reach. */
const HOUSES: Record<string, readonly string[]> = {
  protocol: [],
  'bot-agent': ['protocol'],
  web: ['protocol'],
  src: ['protocol'],
};

/** Packages that only some places may know. */
const OWNED_PACKAGES: { packages: RegExp; where: RegExp; say: string }[] = [
  {
    packages: /^ws$/,
    where: /^(bot-agent\/(src\/(link|channel\/simulated)|test)\/|test\/|bench\/|scripts\/)/,
    say: 'bot-agent/src/link and the simulated channel',
  },
  {
    packages: /^(whatsapp-web\.js|puppeteer(-core)?)$/,
    where: /^bot-agent\/src\/channel\/whatsapp-web\//,
    say: 'bot-agent/src/channel/whatsapp-web',
  },
];

// The typed HTTP client needs the type of the app, and nothing else of the Worker.
const CLIENT_TYPE = { from: 'web/lib/api.ts', to: 'src/app.ts' };

const houseOf = (path: string): string | null => {
  const [first = ''] = path.split('/');
  return first in HOUSES ? first : null;
};

const partOf = (path: string): string => {
  const [, first = '', second = ''] = path.split('/');
  if (first === 'durable') return `durable/${second.replace(/\.ts$/, '')}`;
  return first.replace(/\.ts$/, '');
};

/** Tests and what serves only them may see every part of their own house. */
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('src/testing/');

const withinWorker = (from: string, to: string): string | null => {
  const [part, other] = [partOf(from), partOf(to)];
  if (part === other || isTest(from)) return null;
  if (other === 'testing') return 'src/testing is for tests';
  // index.ts and app.ts put the Worker together.
  if (part === 'app' || part === 'index') return null;
  const allowed =
    PARTS[part] ?? (part === PROJECTS_INTO_D1 ? [...OBJECT, 'db'] : part.startsWith('durable/') ? OBJECT : []);
  if (allowed.includes(other)) return null;
  return `src/${part} may import ${allowed.length > 0 ? allowed.map((name) => `src/${name}`).join(', ') : 'nothing else of src'}, not src/${other}`;
};

const betweenFiles = ({ from, typeOnly }: Import, to: string, bySpecifier: boolean): string | null => {
  const [house, other] = [houseOf(from), houseOf(to)];
  if (house === null) return null;
  // The version that /api/health tells.
  if (house === 'src' && to === 'package.json') return null;
  if (house === other) return house === 'src' ? withinWorker(from, to) : null;
  if (from === CLIENT_TYPE.from && to === CLIENT_TYPE.to)
    return typeOnly ? null : `${from} may import only the type of ${to}`;
  if (other !== null && (HOUSES[house] ?? []).includes(other)) {
    return bySpecifier ? null : `import it as @oconnector/${other}/<path>.ts`;
  }
  // Tests of a house may use helpers of test/ and scripts/.
  if (other === null && isTest(from)) return null;
  const allowed = HOUSES[house] ?? [];
  return `${house} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other part of the project'}, not ${to.split('/')[0] ?? to}`;
};

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const ofPackage = ({ from, specifier }: Import): string | null => {
  const name = packageOf(specifier);
  for (const { packages, where, say } of OWNED_PACKAGES) {
    if (packages.test(name) && !where.test(from)) return `only ${say} may know ${name}`;
  }
  if (houseOf(from) !== 'protocol' || isTest(from)) return null;
  return name === 'zod' ? null : 'protocol depends on zod alone, so that Worker, browser and Node can share it';
};

/** What is wrong with an import, in one sentence; null when nothing is. */
export const forbidden = (imported: Import): string | null => {
  const { from, specifier } = imported;
  if (specifier.startsWith('.')) return betweenFiles(imported, posix.join(posix.dirname(from), specifier), false);
  const own = /^@oconnector\/([^/]+)(\/.*)?$/.exec(specifier);
  if (own?.[1]) return betweenFiles(imported, `${own[1]}${own[2] ?? ''}`, true);
  return ofPackage(imported);
};
