// The report as people see it: one file, opened in Chromium on a phone, on a screen, on paper, without JavaScript.
//
// In: REPORT, a report.html; CHROMIUM, a browser; PICTURES, a folder. Out: laws that hold, and pictures to look at.
// Absent: what the numbers should be (the Rust tests know that), and comparison of pixels.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const { REPORT, CHROMIUM, PICTURES } = process.env;
const ADDRESS = pathToFileURL(REPORT).href;
const AXE = await readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const LANGUAGES = { zh: "zh-CN", en: "en" };
const SIZES = { phone: { width: 360, height: 740 }, screen: { width: 1200, height: 900 } };
const SCHEMES = ["light", "dark"];
// The width of A4 within the page's own margins, in CSS pixels.
const PAPER = { width: 688, height: 1000 };

let browser;
before(async () => {
  // As root, in a container, Chromium has no sandbox of its own; what it opens here is only our own file.
  browser = await chromium.launch({ executablePath: CHROMIUM || undefined, chromiumSandbox: false });
});
after(() => browser?.close());

/** Opens the report, lets `look` look at it, and holds that it asked for nothing and complained of nothing. */
async function opened({ language, ...options }, look) {
  const context = await browser.newContext(options);
  const [requests, complaints] = [[], []];
  const page = await context.newPage();
  context.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(ADDRESS);
  await page.locator(`label[for="pick-${language}"]`).click();
  const main = page.locator(`main[lang="${LANGUAGES[language]}"]`);
  const seen = await look(page, main);
  assert.deepEqual(requests, [ADDRESS], "the report asks for something beside itself");
  assert.deepEqual(complaints, [], "the browser complains");
  await context.close();
  return seen;
}

const shownLanguages = (page) =>
  page.locator("main").evaluateAll((mains) => mains.filter((main) => main.checkVisibility()).map((main) => main.lang));

/** Pictures that are shown but say nothing to those who cannot see them. */
const silentPictures = (main) =>
  main.locator("svg").evaluateAll((pictures) =>
    pictures
      .filter((picture) => picture.checkVisibility())
      .filter((picture) => {
        const ids = (picture.getAttribute("aria-labelledby") ?? "").split(" ");
        const words = ids.map((id) => document.getElementById(id)?.textContent.trim());
        const said = picture.getAttribute("aria-label")?.trim() || (words.length && words.every(Boolean));
        return picture.getAttribute("role") !== "img" || !said;
      })
      .map((picture) => picture.outerHTML.slice(0, 200)),
  );

/** How far the page, or what stands in it, reaches beyond its right edge. */
const overhang = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const language of Object.keys(LANGUAGES)) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      const name = `${size}-${colorScheme}-${language}`;

      test(`${name}: one language, no sideways scroll, no silent picture, without JavaScript`, async () => {
        await opened({ language, viewport, colorScheme, javaScriptEnabled: false }, async (page, main) => {
          await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
          assert.deepEqual(await shownLanguages(page), [LANGUAGES[language]]);
          assert.equal(await overhang(page), 0, "it scrolls sideways");
          assert.deepEqual(await silentPictures(main), []);
          await main.locator("summary").evaluateAll((folds) => folds.forEach((fold) => (fold.parentElement.open = true)));
          assert.equal(await overhang(page), 0, "unfolded, it scrolls sideways");
        });
      });

      test(`${name}: axe finds nothing serious`, async () => {
        await opened({ language, viewport, colorScheme }, async (page) => {
          await page.evaluate(AXE);
          const { violations } = await page.evaluate(() => globalThis.axe.run());
          const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          const told = grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
          assert.deepEqual(told, []);
        });
      });
    }
  }

  test(`phone-${language}: the longest sum of half a phone stands on one line`, async () => {
    await opened({ language, viewport: SIZES.phone }, async (page, main) => {
      // More letters than these get the whole width (`TILE_PHONE_CHARS_MAX`).
      const broken = await main.locator(".tile strong").evaluateAll((sums) =>
        sums.filter((sum) => {
          sum.textContent = "¥8,888,888.88";
          const range = document.createRange();
          range.selectNodeContents(sum);
          return range.getClientRects().length !== 1;
        }).length);
      assert.ok((await main.locator(".tile strong").count()) > 1, "there are tiles");
      assert.equal(broken, 0, "a sum is broken");
    });
  });

  test(`paper-${language}: one language, nothing cut off, every row is printed`, async () => {
    await opened({ language, viewport: PAPER, colorScheme: "dark" }, async (page, main) => {
      await page.emulateMedia({ media: "print" });
      await page.screenshot({ path: `${PICTURES}/paper-${language}.png`, fullPage: true });
      await page.pdf({ path: `${PICTURES}/paper-${language}.pdf`, preferCSSPageSize: true });
      assert.deepEqual(await shownLanguages(page), [LANGUAGES[language]]);
      assert.equal(await overhang(page), 0, "it is wider than the paper");
      const hidden = await main.locator("tbody tr, .list li, dl div").evaluateAll((rows) =>
        rows.filter((row) => !row.checkVisibility()).map((row) => row.innerText));
      assert.deepEqual(hidden, []);
    });
  });

  test(`funds-${language}: what flows in flows out, to the fen`, async () => {
    await opened({ language, viewport: SIZES.screen }, async (page, main) => {
      for (const shape of ["wide", "narrow"]) {
        const flow = main.locator(`svg.flow.${shape}`);
        const swiped = fen(await flow.locator(":scope > text.s").first().textContent());
        const bands = await flow.locator("path.f").evaluateAll((paths) =>
          paths.map((path) => ({
            part: path.classList[1],
            from: path.getAttribute("d").match(/^M(\S+)/)[1],
            said: path.textContent,
          })));
        // The bands of the first column begin where the first path begins; the others split one of them.
        const first = bands.filter(({ from }) => from === bands[0].from);
        assert.equal(sum(first), swiped, `${shape}: the parts are not what was swiped`);
        for (const band of first) {
          const leaves = bands.filter(({ part, from }) => part === band.part && from !== band.from);
          if (leaves.length > 0) assert.equal(sum(leaves), fen(band.said), `${shape}: ${band.said} is split otherwise`);
        }
      }
      const table = main.locator("table.plain").first();
      const amounts = await table.locator("tbody td:nth-of-type(1)").allTextContents();
      const total = await table.locator("tfoot tr:first-child td").first().textContent();
      assert.equal(amounts.reduce((all, text) => all + fen(text), 0n), fen(total), "the table does not sum up");
    });
  });
}

/** The amount at the end of a text such as `Arrived ¥1,234.56`, in fen. */
function fen(text) {
  const [, sign, yuan, cents] = text.match(/(-?)¥([\d,]+)\.(\d\d)\s*$/) ?? assert.fail(`no amount: ${text}`);
  return BigInt(`${sign}${yuan.replaceAll(",", "")}${cents}`);
}

function sum(bands) {
  return bands.reduce((all, { said }) => all + fen(said), 0n);
}
