import { byFolder, expressionSize, SIZE_BUDGET } from './expression-size.ts';

/** `npm run bench:size`: what the expressions weigh, as a whole and by folder and file. */
const { minified, gzip, files } = await expressionSize();
const line = (name: string, bytes: number): string => `${String(bytes).padStart(7)}  ${name}\n`;

process.stdout.write('minified bytes by file\n');
for (const [file, bytes] of files) {
  process.stdout.write(line(file, bytes));
}
process.stdout.write('\nminified bytes by folder\n');
for (const [folder, bytes] of byFolder(files)) {
  process.stdout.write(line(folder, bytes));
}
process.stdout.write(`\n${line('minified', minified)}${line('gzip', gzip)}${line('budget', SIZE_BUDGET)}`);
process.exitCode = gzip > SIZE_BUDGET ? 1 : 0;
