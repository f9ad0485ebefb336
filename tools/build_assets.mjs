// Builds the front end: src/throughline/web/assets and npm's packages -> src/throughline/web/static/throughline.
// Every .js and .css at the top of assets/ becomes one bundled file of the same name; pictures are copied;
// icons.txt becomes one sprite; the Chinese font's pieces come with fonts.css, and whole for papers. Names get their
// hash later.
import { build } from "esbuild";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

const project = fileURLToPath(new URL("..", import.meta.url));
const source = path.join(project, "src/throughline/web/assets");
const output = path.join(project, "src/throughline/web/static/throughline");
const modules = path.join(project, "node_modules");
const FONT = "noto-sans-sc";
// Chinese fonts draw quotation marks, dashes and dots as wide as a character; text in Latin letters takes them from
// the font that the Chinese one has its letters from, drawn as large as there.
const LATIN = "source-sans-3";
const MARKS = "U+00B7,U+00D7,U+2010-2027,U+2030-205E";
const AS_LARGE = "111.5%";
const WEIGHTS = [400, 600];
// Papers are set by Typst, which takes whole fonts only: one weight of the same font, with its licence beside it.
const PAPER_FONT = path.join(modules, "@expo-google-fonts", FONT);
const PAPER_FONTS = path.join(project, "src/throughline/formats/fonts");
const PICTURES = new Set([".svg", ".png", ".ico", ".webmanifest"]);

async function bundles(names) {
  await build({
    entryPoints: names.filter((name) => /\.(js|css)$/.test(name)).map((name) => path.join(source, name)),
    outdir: output,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome105", "firefox105", "safari15.4"],
    legalComments: "none", // THIRD-PARTY-NOTICES.md names them all
    logLevel: "warning",
    absWorkingDir: project,
  });
}

async function pictures(names) {
  for (const name of names.filter((name) => PICTURES.has(path.extname(name)))) {
    await copyFile(path.join(source, name), path.join(output, name));
  }
}

async function sprite() {
  const listed = (await readFile(path.join(source, "icons.txt"), "utf8")).split("\n");
  const names = listed.map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const symbols = await Promise.all(names.map(symbol));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  await writeFile(path.join(output, "icons.svg"), svg);
}

async function symbol(name) {
  const file = path.join(modules, "@tabler/icons/icons/outline", `${name}.svg`);
  const drawing = (await readFile(file, "utf8")).replace(/<!--[\s\S]*?-->/g, "");
  const [, inside] = drawing.match(/<svg[^>]*>([\s\S]*)<\/svg>/);
  const shapes = inside.trim().replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}

// The font comes in about a hundred pieces; a page loads only those whose characters it shows.
async function fonts() {
  const folder = path.join(modules, "@fontsource", FONT);
  await mkdir(path.join(output, "files"), { recursive: true });
  let css = "";
  for (const weight of WEIGHTS) {
    const faces = await readFile(path.join(folder, `${weight}.css`), "utf8");
    css += faces.replace(/,\s*url\([^)]*\.woff\) format\('woff'\)/g, "").replace(/\/\*.*?\*\/\s*/g, "").replace(/\s*\n\s*/g, "");
  }
  for (const weight of WEIGHTS) {
    const name = `${LATIN}-latin-${weight}-normal.woff2`;
    css += `@font-face {font-family: 'Latin Marks';font-style: normal;font-display: swap;font-weight: ${weight};size-adjust: ${AS_LARGE};src: url(./files/${name}) format('woff2');unicode-range: ${MARKS};}`;
    await copyFile(path.join(modules, "@fontsource", LATIN, "files", name), path.join(output, "files", name));
  }
  await writeFile(path.join(output, "fonts.css"), `${css}\n`);
  for (const [, name] of css.matchAll(/url\(\.\/files\/(noto[^)]+)\)/g)) {
    await copyFile(path.join(folder, "files", name), path.join(output, "files", name));
  }
}

async function paperFont() {
  await rm(PAPER_FONTS, { recursive: true, force: true });
  await mkdir(PAPER_FONTS, { recursive: true });
  await copyFile(path.join(PAPER_FONT, "400Regular/NotoSansSC_400Regular.ttf"), path.join(PAPER_FONTS, "NotoSansSC-Regular.ttf"));
  await copyFile(path.join(PAPER_FONT, "LICENSE_FONT"), path.join(PAPER_FONTS, "LICENSE"));
}

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
const names = await readdir(source);
await Promise.all([bundles(names), pictures(names), sprite(), fonts(), paperFont()]);
