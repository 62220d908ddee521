import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');
const decisions = join('docs', 'decisions');
const markdownIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = ['', 'docs', decisions].flatMap(markdownIn);
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** The anchor that a heading gets, as code hosts make it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsIn = (page: string): readonly string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe('the documents', () => {
  it.each(pages)('%s links only to what is there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsIn(target).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  it('lists every decision by its title in the index', () => {
    const records = markdownIn(decisions).filter((page) => !page.endsWith('README.md'));
    const rows = records.map((page) => {
      const name = page.slice(decisions.length + 1);
      const [, number = '', title = ''] = /^# (\d{4})(?::| —) (.+)$/m.exec(read(page)) ?? [];
      expect(name.startsWith(`${number}-`)).toBe(true);
      return `| [${number}](${name}) | ${title} |`;
    });
    const index = read(join(decisions, 'README.md'));
    expect(rows.filter((row) => !index.includes(row))).toEqual([]);
  });
});
