/** Something the person at the keyboard can mend. Its message says what to do; it is shown without a stack. */
export class Trouble extends Error {
  override name = 'Trouble';
}

/** Runs a script: a Trouble becomes one sentence on standard error, a bug keeps its stack; both exit with 1. */
export const runScript = async (main: () => Promise<number | void>): Promise<void> => {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(
      error instanceof Trouble ? `  ✗ ${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 1;
  }
};
