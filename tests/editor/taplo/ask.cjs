// Asks Taplo's language server, as the extension "Even Better TOML" does: what may be completed, and what hovering shows.
// Arguments: the module `@taplo/lsp`, a folder, then for each question "FILE LINE CHARACTER" (from 0). Prints one JSON line
// an answer: { "complete": […], "hover": "…" }.
const [module_, folder, ...questions] = process.argv.slice(2);
const { TaploLsp } = require(module_);
const fs = require("fs");
const path = require("path");

const waiting = new Map();
let next = 0;
const timeout = setTimeout(() => { console.error("no answer within 60 s"); process.exit(1); }, 60000);

async function main() {
    const environment = {
        cwd: () => folder,
        envVar: (name) => process.env[name],
        envVars: () => Object.entries(process.env),
        findConfigFile: () => undefined,
        glob: () => [],
        isAbsolute: (file) => path.isAbsolute(file),
        now: () => new Date(),
        readFile: (file) => fs.promises.readFile(file),
        writeFile: () => Promise.reject(new Error("nothing is written")),
        stderr: process.stderr,
        stdErrAtty: () => false,
        stdin: process.stdin,
        stdout: process.stderr,
        urlToFilePath: (url) => decodeURI(url).slice("file://".length),
        fetch: { fetch, Headers, Request, Response },
    };
    let server;
    const send = (message) => server.send({ jsonrpc: "2.0", ...message });
    const request = (method, params) =>
        new Promise((resolve) => {
            waiting.set(++next, resolve);
            send({ id: next, method, params });
        });
    const onMessage = (message) => {
        if (message.method === "workspace/configuration") {
            send({ id: message.id, result: message.params.items.map(() => ({ schema: { enabled: true } })) });
        } else if (message.method && message.id !== undefined) {
            send({ id: message.id, result: null });
        } else if (waiting.has(message.id)) {
            waiting.get(message.id)(message.result);
        }
    };
    server = await TaploLsp.initialize(environment, { onMessage });
    const rootUri = "file://" + folder;
    await request("initialize", {
        processId: null,
        rootUri,
        capabilities: {},
        workspaceFolders: [{ uri: rootUri, name: "scenarios" }],
    });
    send({ method: "initialized", params: {} });
    for (const question of questions) {
        const [file, line, character] = question.split(" ");
        const uri = rootUri + "/" + file;
        const text = fs.readFileSync(path.join(folder, file), "utf8");
        send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "toml", version: 1, text } } });
        await new Promise((resolve) => setTimeout(resolve, 500));
        const place = { textDocument: { uri }, position: { line: Number(line), character: Number(character) } };
        const completed = await request("textDocument/completion", place);
        const items = Array.isArray(completed) ? completed : (completed?.items ?? []);
        const hover = await request("textDocument/hover", place);
        const complete = items.map(({ label, documentation }) => ({ label, about: documentation?.value ?? documentation ?? "" }));
        console.log(JSON.stringify({ complete, hover: hover?.contents?.value ?? "" }));
    }
    clearTimeout(timeout);
    process.exit(0);
}

main().catch((error) => { console.error(error); process.exit(1); });
