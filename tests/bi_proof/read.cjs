// Reads the snapshot with DuckDB's driver for Node until its input ends: anew each time, and by one connection kept open.
// Arguments: the file, the query. Prints a line of JSON per read: {"fresh": rows, "held": rows, "version": text}.
const { DuckDBInstance } = require("@duckdb/node-api");

const [path, query] = process.argv.slice(2);
const open = () => DuckDBInstance.create(path, { access_mode: "READ_ONLY" });

async function rows(instance, text) {
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(text)).getRowsJson();
  } finally {
    connection.closeSync();
  }
}

async function main() {
  let ended = false;
  process.stdin.on("end", () => { ended = true; }).resume();
  const held = await open();
  const [[version]] = await rows(held, "select version()");
  while (!ended) {
    const instance = await open();
    const fresh = await rows(instance, query);
    instance.closeSync();
    console.log(JSON.stringify({ fresh, held: await rows(held, query), version }));
    await new Promise((next) => setTimeout(next, 100));
  }
}

main().catch((error) => { console.error(error); process.exit(1); });
