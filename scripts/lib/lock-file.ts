/** The part of package-lock.json that says what is installed where. */
export type LockFile = { packages: Record<string, LockEntry> };
type LockEntry = {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};

export type Missing = { parent: string; name: string; version: string };

const folderOf = (path: string): string =>
  path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '';

/** Whether Node would find the package from there: in the folder's own node_modules or in one further up. */
const isThere = ({ packages }: LockFile, from: string, name: string): boolean => {
  for (let folder = from; ; folder = folderOf(folder)) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
};

/** The packages for other platforms that a package asks for by exact version and the lock file does not know. */
export const missingPlatforms = (lock: LockFile): Missing[] =>
  Object.entries(lock.packages).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(
        ([name, version]) =>
          /^\d+\.\d+\.\d+\S*$/.test(version) && platformOf(name) !== null && !isThere(lock, parent, name),
      )
      .map(([name, version]) => ({ parent, name, version })),
  );

const SYSTEMS: Record<string, string> = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
  windows: 'win32',
};
const PROCESSORS: Record<string, string> = {
  x64: 'x64',
  '64': 'x64',
  arm64: 'arm64',
  arm: 'arm',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
};

type Platform = Pick<LockEntry, 'os' | 'cpu' | 'libc'>;

/** What the name of a platform package says: `…-linux-x64-musl`. Null when it names none. */
export const platformOf = (name: string): Platform | null => {
  const words = (name.split('/').at(-1) ?? '').split('-');
  const at = words.findIndex((word) => word in SYSTEMS);
  const [os, cpu] = [SYSTEMS[words[at] ?? ''], PROCESSORS[words[at + 1] ?? '']];
  if (!os || !cpu) return null;
  const [abi = ''] = words.slice(at + 2);
  const libc = os !== 'linux' ? null : abi.startsWith('gnu') ? 'glibc' : abi.startsWith('musl') ? 'musl' : null;
  return { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) };
};

/** The lock file with what is missing in it, in npm's order. */
export const completed = (lock: LockFile): LockFile => {
  const added = missingPlatforms(lock).map(({ parent, name, version }): [string, LockEntry] => {
    const dev = lock.packages[parent]?.dev === true;
    return [`node_modules/${name}`, { version, ...(dev && { dev }), optional: true, ...platformOf(name) }];
  });
  const packages = Object.fromEntries(
    [...Object.entries(lock.packages), ...added].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { ...lock, packages };
};
