// Draws Vega-Lite specifications, under a Content-Security-Policy without unsafe-eval.
//
//   <figure data-chart data-spec-url="…">            the specification by address, or
//     <script type="application/json">…</script>     within the page
//     <figcaption>…</figcaption>                      the chart's name for everybody
//     <div data-chart-canvas></div>
//     <details data-chart-table open>…table…</details>
//   </figure>
//
// Until it is drawn, and when it can't be, the table of its data stays open.
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

const FONT = getComputedStyle(document.body).fontFamily;
const INK = "#3d4754";
const THEME = {
  background: "transparent",
  font: FONT,
  view: { stroke: "transparent" },
  axis: {
    labelColor: INK, titleColor: INK, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 600,
    gridColor: "#e3e8ee", domainColor: "#8894a3", tickColor: "#8894a3",
  },
  legend: { labelColor: INK, titleColor: INK, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 600 },
  header: { labelColor: INK, titleColor: INK, labelFontSize: 12 },
  title: { color: "#1b2430", fontSize: 14, fontWeight: 600, anchor: "start" },
  bar: { color: "#17539f" },
  line: { color: "#17539f", strokeWidth: 2.5 },
  point: { color: "#17539f", filled: true, size: 60 },
  // Told apart also by those who do not tell red from green.
  range: { category: ["#17539f", "#d9730d", "#2b8a3e", "#9c36b5", "#0b7285", "#b4232a", "#868e96", "#5c4b00"] },
};
const CHINESE_TIME = {
  dateTime: "%Y年%-m月%-d日 %H:%M", date: "%Y年%-m月%-d日", time: "%H:%M", periods: ["上午", "下午"],
  days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
  shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
  shortMonths: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
};

function options() {
  return {
    mode: "vega-lite",
    ast: true,
    expr: expressionInterpreter,
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    config: THEME,
    tooltip: { disableDefaultStyle: true },
    // Only what the page already holds: a specification never fetches from elsewhere.
    loader: { http: { credentials: "same-origin" } },
    ...(document.documentElement.lang.startsWith("zh") ? { timeFormatLocale: CHINESE_TIME } : {}),
  };
}

async function specification(figure) {
  const address = figure.dataset.specUrl;
  if (!address) return JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** Draw one figure; resolves when it is drawn or its table is shown instead. */
export async function draw(figure) {
  if (figure.dataset.chartState) return;
  figure.dataset.chartState = "drawing";
  const canvas = figure.querySelector("[data-chart-canvas]");
  const table = figure.querySelector("[data-chart-table]");
  try {
    await embed(canvas, await specification(figure), options());
    label(canvas.querySelector("svg"), figure.querySelector("figcaption"));
    if (table) table.open = false;
    figure.dataset.chartState = "drawn";
  } catch (error) {
    canvas.replaceChildren();
    if (table) table.open = true;
    figure.dataset.chartState = "table";
    console.warn(error);
  }
}

function label(svg, caption) {
  svg.setAttribute("role", "img");
  if (caption) svg.setAttribute("aria-label", caption.textContent.trim());
  // One picture with one name; its data is in the table.
  for (const part of svg.querySelectorAll("[role], [aria-label], [aria-roledescription]")) {
    for (const name of ["role", "aria-label", "aria-roledescription"]) part.removeAttribute(name);
  }
}
