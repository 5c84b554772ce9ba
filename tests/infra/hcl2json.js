// node hcl2json.js FILE…: prints {"FILE": its blocks as JSON, …}. Expressions are strings of the form "${…}".
const fs = require('fs');
const { parse } = require('@cdktn/hcl2json');

async function main() {
  const parsed = {};
  for (const file of process.argv.slice(2)) {
    parsed[file] = await parse(file, fs.readFileSync(file, 'utf8'));
  }
  // The parser's timers keep the process; what is long goes into a pipe by pieces.
  process.stdout.write(JSON.stringify(parsed), () => process.exit(0));
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
