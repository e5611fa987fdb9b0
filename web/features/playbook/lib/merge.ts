type Tree = { [key: string]: unknown };

/** What two people changed to different things, by its keys. */
export type Clash = { path: string[]; theirs: unknown };
export type Merged<T> = { merged: T; clashes: Clash[] };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

const mergeParts = (base: Tree, mine: Tree, theirs: Tree, path: readonly string[]): Merged<Tree> => {
  const clashes: Clash[] = [];
  const merged: Tree = {};
  for (const key of Object.keys(theirs)) {
    const [was, own, other] = [base[key], mine[key], theirs[key]];
    const here = [...path, key];
    if (isTree(was) && isTree(own) && isTree(other)) {
      const inside = mergeParts(was, own, other, here);
      merged[key] = inside.merged;
      clashes.push(...inside.clashes);
    } else {
      const isMine = !same(was, own);
      merged[key] = isMine ? own : other;
      if (isMine && !same(was, other) && !same(own, other)) clashes.push({ path: here, theirs: other });
    }
  }
  return { merged, clashes };
};

/**
 * What I changed on what the other changed, both having begun at `base`: whatever only one changed is theirs, and of what both changed
 * mine stays and is named. Lists are one value. Pure.
 */
export const merge = <T extends object>(base: T, mine: T, theirs: T): Merged<T> => {
  const { merged, clashes } = mergeParts(base as Tree, mine as Tree, theirs as Tree, []);
  return { merged: merged as T, clashes };
};

/** The same with another value at a path. */
export const withValue = <T extends object>(tree: T, [key, ...rest]: readonly string[], value: unknown): T => {
  if (key === undefined) return tree;
  const inside = (tree as Tree)[key];
  return { ...tree, [key]: rest.length > 0 && isTree(inside) ? withValue(inside, rest, value) : value };
};
