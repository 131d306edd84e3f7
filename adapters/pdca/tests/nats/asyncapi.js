// Reads a document from the standard input with the parser of the makers of AsyncAPI, which is the
// first argument, and prints what is wrong with it, as JSON.
const { Parser } = require(process.argv[2]);

new Parser().parse(require("fs").readFileSync(0, "utf8")).then(({ document, diagnostics }) => {
  const wrong = diagnostics.filter(({ severity }) => severity <= 1);
  const channels = document ? document.channels().all().length : 0;
  const messages = document ? document.allMessages().all().length : 0;
  console.log(JSON.stringify({ wrong, channels, messages }));
});
