/** One exact replacement in one file of the product. `find` occurs exactly once. */
export type Change = { file: string; find: string; replace: string };

/** The product's source with something changed on purpose. */
export type Changed = { name: string; changes: readonly Change[] };

/** A change that no longer fits the product's source. */
export class DoesNotApply extends Error {
  override readonly name = 'DoesNotApply';
}

/** The source of a file with the changes in it; as it was where they leave the file alone. */
export const mutated = ({ name, changes }: Changed, file: string, source: string): string => {
  let text = source;
  for (const { find, replace } of changes.filter((change) => change.file === file)) {
    const places = text.split(find).length - 1;
    if (places !== 1)
      throw new DoesNotApply(`${name}: the text to replace stands ${places} times in ${file}:\n${find}`);
    text = text.replace(find, () => replace);
  }
  return text;
};

export const filesOf = ({ changes }: Changed): string[] => [...new Set(changes.map(({ file }) => file))];
