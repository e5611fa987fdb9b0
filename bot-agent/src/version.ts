declare const __VERSION__: string | undefined;

/** Of this package, written in when it is bundled; from source `dev`. */
export const VERSION = typeof __VERSION__ === 'string' ? __VERSION__ : 'dev';
