/**
 * The Nodes that this package runs on. Below 22.16 and in all of 23, `node:sqlite` ignores the option `timeout` (a busy
 * journal fails at once) and knows no `isTransaction` (a failed transaction stays open): nodejs.org/api/sqlite.html.
 */
export const NODE_ENGINES = '^22.16.0 || >=24.0.0';

/** Whether the agent can run on this version of Node, like `22.16.0`. */
export const isNodeEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 16);
};
