// Renders the labels of a ZPL file: node render.mjs FILE WIDTH_MM HEIGHT_MM DOTS_PER_MM FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { ready } from "zpl-renderer-js";

const [file, width, height, dots, folder] = process.argv.slice(2);
const { api } = await ready;
const sizes = [width, height, dots].map(Number);
const labels = await api.zplToBase64MultipleAsync(readFileSync(file, "latin1"), ...sizes);
labels.forEach((label, n) => writeFileSync(`${folder}/${n}.png`, Buffer.from(label, "base64")));
process.exit(0);
