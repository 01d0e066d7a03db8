import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { UserError } from "../../providers/errors";

/** Of a larger site, only so many pages are opened. */
const MOST_PAGES = 200;
/** A path that no site has, below the top: a page for missing paths must not depend on where it is shown. */
const MISSING = "/not/there.html";
const PAGE_TIMEOUT_MS = 30_000;
const LATER_MS = 3000;

export interface Visited {
  /** Paths of the pages that were opened. */
  readonly pages: readonly string[];
  /** Paths of the files they loaded. */
  readonly assets: readonly string[];
  /** Addresses requested from other hosts; nothing is fetched from there. */
  readonly foreign: readonly string[];
  readonly problems: readonly string[];
}

/** @param executablePath of Chromium. @throws UserError if it does not start */
export async function launch(executablePath: string): Promise<Browser> {
  // Chromium's own sandbox does not work for root.
  const chromiumSandbox = process.getuid?.() !== 0;
  return chromium.launch({ executablePath, chromiumSandbox }).catch((error: unknown) => {
    throw new UserError(`${executablePath} does not start: ${String(error).split("\n", 1)[0] ?? ""}`);
  });
}

/** A site's origin, and the headers that every page must have. */
interface Site {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Opens a site in a fresh browser context, page by page along its links, and a page that does not exist. */
export async function visit(site: Site, browser: Browser): Promise<Visited> {
  const context = await browser.newContext();
  try {
    return await new Visit(site, context).run();
  } finally {
    await context.close();
  }
}

class Visit {
  readonly #pages: string[] = [];
  readonly #assets = new Set<string>();
  readonly #foreign = new Set<string>();
  readonly #problems = new Set<string>();

  constructor(
    private readonly site: Site,
    private readonly context: BrowserContext,
  ) {}

  async run(): Promise<Visited> {
    await this.context.route(
      (url) => url.origin !== this.site.url,
      (route) => {
        this.#foreign.add(route.request().url());
        return route.abort();
      },
    );
    const from = new Map([["/", "the address"]]);
    for (const [path, source] of from) {
      for (const link of await this.#open(path, 200, ` (linked from ${source})`)) {
        if (from.has(link)) continue;
        if (from.size < MOST_PAGES) from.set(link, path);
        else this.#problems.add(`there are more than ${MOST_PAGES} pages; not all were opened`);
      }
    }
    await this.#open(MISSING, 404, ", for a path that does not exist");
    return {
      pages: this.#pages,
      assets: [...this.#assets].sort(),
      foreign: [...this.#foreign].sort(),
      problems: [...this.#problems],
    };
  }

  /** @returns the paths of the site that the page links to */
  async #open(path: string, expected: number, why: string): Promise<string[]> {
    if (isDownload(path)) {
      const status = (await this.context.request.get(this.site.url + path)).status();
      if (status !== expected) this.#problems.add(`${path} answers ${status}${why}`);
      return [];
    }
    const page = await this.context.newPage();
    try {
      const told = this.#listen(page, path);
      const response = await page.goto(this.site.url + path, { waitUntil: "load", timeout: PAGE_TIMEOUT_MS });
      const status = response?.status() ?? 0;
      if (status !== expected) {
        this.#problems.add(`${path} answers ${status} instead of ${expected}${why}`);
        return [];
      }
      if (expected === 200) this.#pages.push(path);
      // Scripts load more later; a page that keeps sending requests is not waited for.
      await page.waitForLoadState("networkidle", { timeout: LATER_MS }).catch(() => undefined);
      this.#compareHeaders(path, (await response?.allHeaders()) ?? {});
      if ((await page.title()).trim() === "") this.#problems.add(`${path} has no title`);
      if ((await page.innerText("body")).trim() === "") this.#problems.add(`${path} shows no text`);
      const hrefs = page.locator("a[href]").evaluateAll((all) => all.map((one) => String(Reflect.get(one, "href"))));
      const links = this.#links(await hrefs);
      for (const problem of told) this.#problems.add(problem);
      return links;
    } catch (error) {
      this.#problems.add(`${path} does not open${why}: ${String(error).split("\n", 1)[0] ?? ""}`);
      return [];
    } finally {
      await page.close();
    }
  }

  /** @returns the errors that the page itself reports, until it is closed */
  #listen(page: Page, path: string): ReadonlySet<string> {
    const told = new Set<string>();
    page.on("console", (message) => {
      // If a file does not load, the response says more.
      const isTold = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isTold) told.add(`${path}: ${message.text()}`);
    });
    page.on("pageerror", (error) => told.add(`${path}: ${error.message}`));
    page.on("response", (response) => {
      const request = response.request();
      if (request.isNavigationRequest()) return;
      const asset = pathOf(response.url());
      this.#assets.add(asset);
      if (response.status() >= 400) told.add(`${path}: ${asset} answers ${response.status()}`);
    });
    return told;
  }

  #compareHeaders(path: string, given: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(this.site.headers)) {
      if (given[name] !== value) this.#problems.add(`${path}: the header ${name} is ${given[name] ?? "missing"}`);
    }
  }

  #links(addresses: readonly string[]): string[] {
    const own = addresses.filter((address) => address.startsWith(`${this.site.url}/`));
    return [...new Set(own.map(pathOf))];
  }
}

const pathOf = (address: string): string => {
  const { pathname, search } = new URL(address);
  return pathname + search;
};

/** Whether a browser would save it rather than show it. */
const isDownload = (path: string): boolean => {
  const extension = /\.([A-Za-z0-9]+)(\?|$)/.exec(path)?.[1];
  return extension !== undefined && !/^html?$/i.test(extension);
};
