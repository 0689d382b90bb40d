"use strict";
// What moves on the page: curves (uPlot), the heat map, the tokens of answers, the theme. All texts are set as text.
(() => {
  const data = JSON.parse(document.getElementById("page-data").textContent);
  const texts = data.texts;
  const root = document.documentElement;
  const plots = [];
  const $ = (id) => document.getElementById(id);
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const number = (value, digits = 4) =>
    value === null || value === undefined ? "–" : value.toLocaleString(data.lang, { maximumSignificantDigits: digits });
  const percent = (value, digits = 3) => `${number(100 * value, digits)} %`;
  const colour = (name) => {
    const probe = element("span");
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const faded = (stroke, opacity) => stroke.replace("rgb(", "rgba(").replace(")", `, ${opacity})`);
  const size = (bytes) => {
    const units = ["bytes", "KiB", "MiB", "GiB"];
    const at = bytes > 0 ? Math.min(Math.floor(Math.log2(bytes) / 10), 3) : 0;
    return `${number(bytes / 1024 ** at, 4)} ${units[at]}`;
  };

  // ---- curves ----
  const FORMATS = { peak_memory_bytes: size };
  const STEPS_OF_AXIS = { peak_memory_bytes: { incrs: [...Array(40).keys()].map((power) => 2 ** power) } };
  const format = (chart, value) => (value === null || value === undefined ? "–" : (FORMATS[chart] || number)(value));
  const STYLES = {
    loss: { colour: "accent", width: 1.5 },
    smoothed: { colour: "accent", width: 2.25 },
    val_loss: { colour: "warm", width: 2, points: true },
    replay_loss: { colour: "good", width: 1.5 },
  };

  const label = (chart, name) => {
    const other = name.startsWith("other_");
    const text = texts[other ? name.slice(6) : name];
    return chart === "compared" ? `${data.names[other ? "other_" : ""]}: ${text}` : text;
  };

  function joined(series) {
    // One table with a column for each series, over all their steps.
    return uPlot.join(series.flatMap((each) => {
      const tables = [[each.x, each.y]];
      if (each.low) tables.push([each.x, each.low], [each.x, each.high]);
      return tables;
    }));
  }

  function axes(chart) {
    const line = { stroke: colour("muted"), font: "12px system-ui, sans-serif", ticks: { show: false }, gap: 6 };
    const grid = { stroke: colour("rule"), width: 1 };
    const widest = (plot, values) => Math.max(34, 14 + 7 * Math.max(0, ...(values || []).map((text) => text.length)));
    return [
      { ...line, grid: { show: false }, values: (plot, splits) => splits.map((value) => (Number.isInteger(value) ? number(value, 9) : "")), size: 28 },
      { ...line, grid, ...STEPS_OF_AXIS[chart.name], values: (plot, splits) => splits.map((value) => format(chart.name, value)), size: widest },
    ];
  }

  function seriesOptions(chart) {
    const options = [{}];
    const bands = [];
    const smoothed = chart.series.some((each) => each.name.endsWith("smoothed"));
    for (const each of chart.series) {
      const other = each.name.startsWith("other_");
      const style = STYLES[other ? each.name.slice(6) : each.name] || { colour: "accent", width: 1.5 };
      const stroke = colour(other ? "muted" : style.colour);
      const faint = smoothed && each.name === "loss";
      options.push({
        label: each.name,
        stroke: faint ? faded(stroke, 0.32) : stroke,
        width: style.width,
        dash: other ? [6, 4] : undefined,
        spanGaps: true,
        points: { show: Boolean(style.points) && each.x.length < 60, size: 6, fill: stroke, stroke },
      });
      if (each.low) {
        const hidden = { stroke: "transparent", width: 0, points: { show: false }, spanGaps: true, label: null };
        options.push(hidden, hidden);
        bands.push({ series: [options.length - 1, options.length - 2], fill: faded(stroke, 0.14) });
      }
    }
    return { options, bands };
  }

  function drawCurves(figure, chart) {
    const holder = figure.querySelector(".plot");
    const legend = figure.querySelector(".legend");
    const { options, bands } = seriesOptions(chart);
    const table = joined(chart.series);
    const steps = table[0];
    const plot = new uPlot(
      {
        width: holder.clientWidth,
        height: holder.clientHeight,
        legend: { show: false },
        cursor: {
          sync: { key: chart.name === "compared" ? "compared" : "steps" },
          drag: { x: true, y: false },
          points: { size: 7 },
          dataIdx: (self, column, index) => nearest(self.data[column], index),
        },
        scales: { x: { time: false }, y: { range: (self, low, high) => padded(low, high, chart.series.length === 1 && chart.name !== "loss") } },
        axes: axes(chart),
        series: options,
        bands,
        hooks: { setCursor: [(self) => read(self)] },
      },
      table,
      holder,
    );
    function read(self) {
      const index = self.cursor.idx;
      legend.replaceChildren();
      const last = index === null || index === undefined;
      if (!last) legend.append(entry(`${texts.step} `, number(steps[index], 9)));
      options.forEach((each, column) => {
        if (!each.label) return;
        const at = nearest(table[column], last ? steps.length - 1 : index);
        legend.append(entry(`${label(chart.name, each.label)} `, format(chart.name, at === null ? null : table[column][at]), each.stroke));
      });
    }
    read(plot);
    addZoom(figure, holder, plot, steps);
    return plot;
  }

  function entry(name, value, stroke) {
    const made = element("span");
    if (stroke) {
      const line = element("i");
      line.style.background = stroke;
      made.append(line);
    }
    made.append(name, element("b", value));
    return made;
  }

  function nearest(column, index) {
    // The closest step at which this series has a value.
    for (let away = 0; away < column.length; away++) {
      if (column[index - away] !== undefined && column[index - away] !== null) return index - away;
      if (column[index + away] !== undefined && column[index + away] !== null) return index + away;
    }
    return null;
  }

  function padded(low, high, fromZero) {
    if (low === null || high === null) return [0, 1];
    if (fromZero && low >= 0) return [0, 1.08 * high || 1];
    const room = 0.06 * (high - low) || Math.abs(high) * 0.1 || 1;
    return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
  }

  function addZoom(figure, holder, plot, steps) {
    const first = steps[0];
    const final = steps[steps.length - 1];
    const span = () => [plot.scales.x.min ?? first, plot.scales.x.max ?? final];
    const show = (low, high) => {
      const width = Math.min(high - low, final - first);
      const start = Math.max(first, Math.min(low, final - width));
      plot.setScale("x", { min: start, max: start + width });
    };
    const zoom = (factor) => {
      const [low, high] = span();
      const middle = plot.cursor.idx === null || plot.cursor.idx === undefined ? (low + high) / 2 : steps[plot.cursor.idx];
      const half = Math.max(((high - low) * factor) / 2, 1);
      show(middle - half, middle + half);
    };
    const move = (share) => {
      const [low, high] = span();
      show(low + share * (high - low), high + share * (high - low));
    };
    const actions = { "+": () => zoom(0.5), "-": () => zoom(2), 0: () => show(first, final), ArrowLeft: () => move(-0.2), ArrowRight: () => move(0.2) };
    holder.onkeydown = (event) => {
      const action = actions[event.key];
      if (!action || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      action();
    };
    figure.querySelector(".zoom")?.remove(); // the buttons of the plot that this one replaces
    if (!figure.classList.contains("wide")) return;
    const bar = element("span", undefined, "zoom");
    for (const [key, sign, name] of [["+", "+", texts.zoom_in], ["-", "−", texts.zoom_out], ["0", texts.zoom_all, texts.zoom_all]]) {
      const button = element("button", sign);
      button.type = "button";
      button.setAttribute("aria-label", name);
      button.title = name;
      button.addEventListener("click", actions[key]);
      bar.append(button);
    }
    figure.querySelector("figcaption").append(bar);
  }

  function drawBars(holder, legend, x, y, options) {
    const stroke = colour("accent");
    return new uPlot(
      {
        width: holder.clientWidth,
        height: holder.clientHeight,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, points: { show: false } },
        scales: { x: { time: false, range: (self, low, high) => [low - options.width, high + options.width] }, y: { range: (self, low, high) => [0, high * 1.08 || 1] } },
        axes: axes({ name: options.name }),
        series: [{}, { stroke, fill: faded(stroke, 0.55), width: 0, paths: uPlot.paths.bars({ size: [0.82, 60] }), points: { show: false } }],
        hooks: {
          setCursor: [
            (self) => {
              const index = self.cursor.idx;
              if (legend) legend.replaceChildren(...(index === null || index === undefined ? [] : options.read(index)));
            },
          ],
        },
      },
      [x, y],
      holder,
    );
  }

  function drawLengths(figure, chart) {
    const { edges, counts } = chart;
    const width = edges[1] - edges[0];
    const middles = counts.map((_, index) => (edges[index] + edges[index + 1]) / 2);
    const read = (index) => [
      entry(`${texts.lengths} `, `${number(Math.ceil(edges[index]), 6)}–${number(Math.floor(edges[index + 1]), 6)}`),
      entry(`${texts.records} `, number(counts[index], 9)),
    ];
    return drawBars(figure.querySelector(".plot"), figure.querySelector(".legend"), middles, counts, { name: "lengths", width, read });
  }

  function draw(figure) {
    const chart = data.charts.find((each) => each.name === figure.dataset.chart);
    return chart.edges ? drawLengths(figure, chart) : drawCurves(figure, chart);
  }

  function drawAll() {
    for (const plot of plots.splice(0)) plot.destroy();
    for (const figure of document.querySelectorAll("[data-chart]")) plots.push(draw(figure));
    if (opened !== null) showSpectrum(opened);
  }

  // ---- the heat map ----
  let measure = 0;
  let opened = null;
  let spectrum = null;
  const heat = $("heat");
  const shown = (value, { unit }) => (unit === "percent" ? percent(value) : unit === "times" ? `${number(value, 3)} ×` : number(value));
  const place = (module) => `${module.kind}, ${module.block === null ? texts.outside : `${texts.block} ${module.block}`}`;

  function paint() {
    const scale = data.measures[measure];
    for (const button of heat.querySelectorAll("button")) {
      const module = data.modules[button.dataset.module];
      const value = module.measures[measure];
      const level = value === null || !scale.top ? 0 : Math.round(10 * Math.min(Math.max(value / scale.top, 0), 1));
      button.className = `h${level}`;
      button.setAttribute("aria-label", `${place(module)}: ${shown(value, scale)}`);
    }
    $("high").textContent = shown(scale.top, scale);
  }

  function readModule(button) {
    const module = data.modules[button.dataset.module];
    const scale = data.measures[measure];
    $("reading").textContent = `${place(module)}: ${texts[scale.name]} ${shown(module.measures[measure], scale)}`;
  }

  function facts(module) {
    const rows = [
      [texts.shape, module.shape.map((side) => number(side, 9)).join(" × ")],
      [texts.rank_r, `${module.r}`],
      [texts.scaling, number(module.scaling)],
      ...data.measures.map((each, index) => [texts[each.name], shown(module.measures[index], each)]),
      [texts.effective_rank, number(module.effective)],
      [texts.stable_rank, number(module.stable)],
      [texts.first_energy, percent(module.first)],
    ];
    if (module.chance) {
      rows.push([texts.writes, `${percent(module.writes)} (${percent(module.chance[0])})`]);
      rows.push([texts.reads, `${percent(module.reads)} (${percent(module.chance[1])})`]);
    }
    if (module.kept !== undefined) rows.push([texts.kept_bfloat16, percent(module.kept)]);
    if (module.type) rows.push([texts.in_file_type, module.type], [texts.noise, `${number(module.noise, 3)} ×`]);
    return rows;
  }

  function open(button) {
    for (const other of heat.querySelectorAll("[aria-pressed]")) other.removeAttribute("aria-pressed");
    button.setAttribute("aria-pressed", "true");
    opened = Number(button.dataset.module);
    const module = data.modules[opened];
    $("module").hidden = false;
    $("module-name").textContent = module.name;
    $("module-facts").replaceChildren(
      ...facts(module).map(([name, value]) => {
        const row = element("tr");
        const head = element("th", name);
        head.scope = "row";
        row.append(head, element("td", value));
        return row;
      }),
    );
    showSpectrum(opened);
  }

  function showSpectrum(index) {
    const module = data.modules[index];
    const holder = document.querySelector("[data-spectrum] .plot");
    if (spectrum) spectrum.destroy();
    const all = module.values.length === module.count;
    $("spectrum-note").textContent = all ? "" : texts.first_values.replace("{count}", module.values.length).replace("{total}", module.count);
    spectrum = drawBars(holder, null, module.values.map((_, at) => at + 1), module.values, { name: "spectrum", width: 0.6, read: () => [] });
  }

  function moveInMap(event) {
    const cell = event.target.closest("td");
    const row = cell && cell.parentElement;
    if (!row) return;
    const next = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!next) return;
    event.preventDefault();
    let [y, x] = [row.rowIndex, cell.cellIndex];
    for (;;) {
      [y, x] = [y + next[0], x + next[1]];
      const target = heat.rows[y] && heat.rows[y].cells[x];
      if (!target || y < 1) return;
      const button = target.querySelector("button");
      if (!button) continue;
      event.target.tabIndex = -1;
      button.tabIndex = 0;
      button.focus();
      return;
    }
  }

  function startMap() {
    const choose = (input) => {
      measure = Number(input.value);
      paint();
      $("reading").textContent = "";
    };
    choose(document.querySelector("input[name=measure]:checked")); // a reload may keep the choice
    document.querySelectorAll("input[name=measure]").forEach((input) => input.addEventListener("change", () => choose(input)));
    heat.addEventListener("mouseover", (event) => event.target.matches("button") && readModule(event.target));
    heat.addEventListener("focusin", (event) => event.target.matches("button") && readModule(event.target));
    heat.addEventListener("click", (event) => event.target.matches("button") && open(event.target));
    heat.addEventListener("keydown", moveInMap);
    const value = (button) => data.modules[button.dataset.module].measures[0] ?? 0;
    open([...heat.querySelectorAll("button")].reduce((best, each) => (value(each) > value(best) ? each : best)));
  }

  // ---- the tokens of answers ----
  function startAnswer(answer) {
    const [question, name] = answer.dataset.answer.split(":");
    const tokens = data.answers[question][name];
    const items = [...answer.querySelectorAll("i")];
    const output = answer.parentElement.querySelector("output");
    let at = -1;
    const point = (index) => {
      if (index < 0 || index >= items.length) return;
      if (items[at]) items[at].classList.remove("at");
      at = index;
      items[at].classList.add("at");
      const [text, probability, likely] = tokens[at];
      const others = likely.map(([other, p]) => `${JSON.stringify(other)} ${percent(p)}`).join("  ");
      output.replaceChildren(element("b", `${JSON.stringify(text)} ${percent(probability)}`), `\n${texts.instead_of}: ${others}`);
    };
    answer.addEventListener("mouseover", (event) => point(items.indexOf(event.target)));
    answer.addEventListener("click", (event) => point(items.indexOf(event.target)));
    answer.addEventListener("keydown", (event) => {
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      point(next);
    });
    answer.addEventListener("focus", () => at < 0 && point(0));
  }

  // ---- theme, size, place in the page ----
  $("theme").addEventListener("click", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = root.dataset.theme || (dark ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    drawAll();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);

  let themeBeforePrint;
  addEventListener("beforeprint", () => {
    themeBeforePrint = root.dataset.theme;
    root.dataset.theme = "light";
    drawAll();
  });
  addEventListener("afterprint", () => {
    if (themeBeforePrint) root.dataset.theme = themeBeforePrint;
    else delete root.dataset.theme;
    drawAll();
  });

  let pending = 0;
  new ResizeObserver(() => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() => {
      for (const plot of spectrum ? [...plots, spectrum] : plots) {
        const holder = plot.root.parentElement;
        if (holder.clientWidth !== plot.width) plot.setSize({ width: holder.clientWidth, height: holder.clientHeight });
      }
    });
  }).observe(document.body);

  const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver(
    (entries) => {
      for (const each of entries) {
        if (!each.isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute("aria-current");
        links.get(each.target.id)?.setAttribute("aria-current", "true");
      }
    },
    { rootMargin: "-10% 0px -70% 0px" },
  );
  for (const id of links.keys()) seen.observe($(id));

  drawAll();
  if (heat) startMap();
  document.querySelectorAll("[data-answer]").forEach(startAnswer);
})();
