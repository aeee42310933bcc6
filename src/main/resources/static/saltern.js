// What pages do better with JavaScript; each of them works without.
(() => {
  'use strict';

  // Times are UTC in the text; the title has the reader's own zone.
  const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
  function localTimes(root) {
    for (const time of root.querySelectorAll('time[datetime]')) {
      const at = new Date(time.getAttribute('datetime'));
      if (!Number.isNaN(at.getTime())) time.title = local.format(at);
    }
  }

  // Commands to copy.
  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = 'Copied';
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = 'Selected';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  }

  // Live views wait while they are paused, not seen, or somebody reads or works in them.
  let paused = false;
  function isBusy(live) {
    const selection = getSelection();
    const active = document.activeElement;
    return document.hidden
      || (live.contains(active) && !active.matches('[data-pause]'))
      || live.querySelector('details[open]') !== null
      || (!selection.isCollapsed && live.contains(selection.anchorNode));
  }
  function showPaused() {
    for (const button of document.querySelectorAll('[data-pause]')) {
      button.textContent = paused ? 'Resume' : 'Pause';
    }
    for (const note of document.querySelectorAll('[data-live-note]')) {
      note.textContent = paused ? 'Paused.' : 'New events appear by themselves.';
    }
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button?.dataset.copy) copy(button);
    if (button && 'pause' in button.dataset) {
      paused = !paused;
      showPaused();
    }
  });

  document.addEventListener('htmx:beforeRequest', (event) => {
    const live = event.target.closest('#live');
    if (live && (paused || isBusy(live))) event.preventDefault();
  });

  document.addEventListener('htmx:afterSettle', (event) => {
    localTimes(event.target.ownerDocument);
    showPaused();
    chart();
  });

  // The chart says what its table says, in the colours of the style sheet.
  let plot = null;
  let drawn = '';
  function chart() {
    const place = document.getElementById('chart');
    const table = document.getElementById('chart-data');
    if (!place || !table || typeof uPlot === 'undefined') return;
    place.hidden = false;
    const rows = [...table.tBodies[0].rows];
    const hours = rows.map((row) => Number(row.querySelector('time').dataset.epoch));
    const counts = (cell) => rows.map((row) => Number(row.cells[cell].dataset.count));
    const data = [hours, counts(1), counts(2)];
    const look = `${place.clientWidth} ${matchMedia('(prefers-color-scheme: dark)').matches} ${hours[0]}`;
    if (plot && look === drawn) {
      plot.setData(data);
      return;
    }
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const font = '12px ' + getComputedStyle(document.body).fontFamily;
    const axis = { stroke: colour('--soft'), font, ticks: { show: false } };
    const bars = uPlot.paths.bars({ size: [0.62, 26], radius: 0.12, align: 1 });
    const read = document.getElementById('chart-read');
    const say = ({ cursor, data }) => {
      const at = cursor.idx;
      const [hour, returned, failed] = data.map((series) => (at == null ? null : series[at]));
      read.textContent = at == null ? ''
        : `${new Date(hour * 1000).toISOString().slice(11, 16)}: ${returned.toLocaleString('en')} returned, ${failed.toLocaleString('en')} failed`;
    };
    const options = {
      width: place.clientWidth,
      height: 168,
      padding: [10, 14, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
      cursor: { x: true, y: false, drag: { x: false, y: false }, points: { show: false } },
      legend: { show: false },
      hooks: { setCursor: [say] },
      scales: { x: { range: () => [hours[0] - 900, hours[hours.length - 1] + 3600] }, y: { range: (_, min, max) => [0, Math.max(max, 5)] } },
      axes: [
        { ...axis, grid: { show: false }, size: 28, space: 64, values: (_, at) => at.map((s) => new Date(s * 1000).toISOString().slice(11, 16)) },
        { ...axis, size: 52, space: 36, grid: { stroke: colour('--line'), width: 1 }, values: (_, at) => at.map((v) => (v >= 10000 ? v / 1000 + 'k' : v.toLocaleString('en'))) },
      ],
      series: [
        {},
        { fill: colour('--ok-fill'), width: 0, paths: bars, points: { show: false } },
        { fill: colour('--failed-fill'), width: 0, paths: bars, points: { show: false } },
      ],
    };
    plot?.destroy();
    plot = new uPlot(options, data, place);
    drawn = look;
  }

  localTimes(document);
  document.documentElement.classList.add('js');
  showPaused();
  chart();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', chart);
  let resized = 0;
  addEventListener('resize', () => {
    clearTimeout(resized);
    resized = setTimeout(chart, 150);
  });
})();
