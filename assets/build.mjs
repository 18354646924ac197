// Bundle the editor of queries: `npm ci` once, then `npm run build`, which writes into the static files of the package,
// or `node build.mjs FOLDER`, which writes there. The same sources give the same bytes.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, "..", "src", "allianceskg", "web", "static"));
const licences = readFileSync(join(here, "licences.txt"), "utf8");

// Yasqe carries addresses of other sites: a snapshot of a public list of prefixes, some of them spam, a service of
// vocabularies and a default endpoint. Our page uses none of them, and its bundle holds none.
const FOREIGN = [
  [/(, [\w$]+ = "[^"]*"){100,}, prefixes_default = \{[^}]*\}/, ", prefixes_default = {}"],
  [/lov\.linkeddata\.es\//, "invalid/"],
  [/https:\/\/dbpedia\.org\/sparql/, "/sparql"],
];
const withoutForeignAddresses = {
  name: "without-foreign-addresses",
  setup({ onLoad }) {
    onLoad({ filter: /yasqe\.esm\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, "utf8");
      for (const [address, ours] of FOREIGN) {
        if (!address.test(contents)) throw new Error(`${address} is no longer in Yasqe: look at FOREIGN again`);
        contents = contents.replace(address, ours);
      }
      return { contents, loader: "js" };
    });
  },
};

await build({
  absWorkingDir: here,
  entryPoints: { editor: "editor/index.js" },
  outdir: folder,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["chrome109", "firefox115", "safari16"],
  legalComments: "none", // said once, in licences.txt
  footer: { js: `/*!\n${licences}*/`, css: "/*! Contains styles of Yasqe and CodeMirror (MIT): see the end of editor.js */" },
  plugins: [withoutForeignAddresses],
  logLevel: "warning",
});
