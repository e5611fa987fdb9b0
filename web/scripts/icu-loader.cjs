/* Precompiles ICU messages, so that the browser gets a 1 KB formatter instead of a parser. */
const compileTree = (node, compile) =>
  typeof node === 'string'
    ? compile(node)
    : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, compileTree(value, compile)]));

module.exports = function icuLoader(source) {
  const done = this.async();
  import('icu-minify/compile').then(
    ({ default: compile }) => done(null, `export default ${JSON.stringify(compileTree(JSON.parse(source), compile))};`),
    done,
  );
};
