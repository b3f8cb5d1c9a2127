/** How the page looks: by the reader's own choice light or dark, on narrow screens and on paper. No font, image or sheet from elsewhere. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --page: #ffffff; --panel: #f4f5f7; --line: #c9ced6; --text: #1b1f24; --dim: #57606a; --good: #116329; --bad: #b3261e; --warn: #7d4e00; --accent: #0b5cad;
  --mark: #d5dbe3; --mark-line: #6e7781; --lost: #ffd3cf; --survived: #c4ecd0; --torn: #ffe3a3; --flight: #e9defa; --client: #cfe3fb; }
@media (prefers-color-scheme: dark) { :root { --page: #0f1318; --panel: #181e26; --line: #39424e; --text: #e4e8ee; --dim: #9aa6b4; --good: #5fd38a; --bad: #ff8a80; --warn: #f0b94c; --accent: #7ab8ff;
  --mark: #36404d; --mark-line: #8995a3; --lost: #6e2620; --survived: #1d5433; --torn: #684b0c; --flight: #463768; --client: #1f4569; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.4em 0 .5em; } h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.25rem; border-bottom: 1px solid var(--line); padding-bottom: .2em; }
h3 { font-size: 1.05rem; } h4 { font-size: .95rem; color: var(--dim); }
p { margin: .4em 0; } ul { margin: .4em 0; padding-left: 1.3em; } a { color: var(--accent); }
code, pre, svg text { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; } pre { overflow-x: auto; background: var(--panel); padding: .6rem; font-size: 12px; overflow-wrap: normal; }
.dim { color: var(--dim); } .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.banner { border-left: 6px solid; background: var(--panel); padding: .8rem 1rem; } .banner > p { color: var(--text); } .banner > p.dim { color: var(--dim); }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: .8rem 0; }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; margin: 1rem 0; } .totals div { background: var(--panel); padding: .5rem .7rem; }
dt { color: var(--dim); font-size: .85rem; } dd { margin: 0; font-variant-numeric: tabular-nums; } .totals dd { font-size: 1.1rem; font-weight: 600; }
.settings { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .4rem 1rem; }
.failure { border: 1px solid var(--line); margin: .8rem 0; padding: .2rem .9rem; content-visibility: auto; contain-intrinsic-size: auto 60px; scroll-margin-top: .5rem; }
.failure > details > summary { padding: .5rem 0; cursor: pointer; } .failure > details > summary h3 { display: inline; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; } .failure:focus { outline: 3px solid var(--accent); }
.command { display: flex; gap: .5rem; align-items: flex-start; background: var(--panel); padding: .5rem .6rem; } .command code { flex: 1; max-height: 5.2em; overflow-y: auto; font-size: 13px; word-break: break-all; }
button { font: inherit; padding: .15rem .7rem; color: var(--text); background: var(--page); border: 1px solid var(--mark-line); border-radius: 4px; cursor: pointer; min-width: 5.5em; }
button.copy, .filter, .keys { display: none; } .scripted button.copy { display: inline-block; } .scripted .filter, .scripted .keys { display: block; }
.message { font-weight: 600; }
input { font: inherit; padding: .25rem .5rem; width: min(24rem, 100%); color: var(--text); background: var(--page); border: 1px solid var(--mark-line); border-radius: 4px; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 14px; overflow-wrap: normal; }
th, td { text-align: left; font-weight: inherit; padding: .2rem .7rem .2rem 0; vertical-align: top; border-bottom: 1px solid var(--line); } thead th { color: var(--dim); font-size: .85rem; }
#scenario-table tbody th { min-width: 12rem; overflow-wrap: anywhere; } #scenario-table td { white-space: nowrap; } #scenario-table td:first-child { white-space: normal; min-width: 6.5rem; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .none { color: var(--dim); }
.columns { display: flex; flex-wrap: wrap; gap: 0 3rem; } .bar rect { fill: var(--accent); }
.timeline { display: flex; border: 1px solid var(--line); } .timeline svg { display: block; } .timeline > .lanes { flex: none; border-right: 1px solid var(--line); max-width: 40%; } .timeline .scroll { flex: 1; min-width: 0; }
.timeline text { fill: var(--text); font-size: 11px; } .timeline .lanes text { font-size: 11.5px; } .timeline .time { fill: var(--dim); font-size: 10.5px; }
.lane { fill: none; } .lane.odd { fill: var(--panel); } .tick { stroke: var(--line); stroke-width: 1; }
.mark { cursor: pointer; } .mark rect { fill: var(--mark); stroke: var(--mark-line); stroke-width: 1; }
.k-submit rect, .k-ack rect { fill: var(--client); } .k-crash rect, .k-verdict rect, .s-lost rect, .s-not-in-copy rect, .s-failed rect, .s-lying rect { fill: var(--lost); }
.s-survived rect, .s-in-copy rect, .s-ok rect { fill: var(--survived); } .s-torn rect { fill: var(--torn); } .s-in-flight rect, .s-unknown rect { fill: var(--flight); stroke-dasharray: 3 2; }
.k-point rect, .k-tag rect, .k-failover rect { fill: var(--flight); }
.mark.selected rect { stroke: var(--accent); stroke-width: 3; } .crash-line line { stroke: var(--bad); stroke-width: 2; } .copy-line line { stroke: var(--accent); stroke-width: 2; stroke-dasharray: 5 3; } .loss { fill: var(--bad); opacity: .12; }
.mark-text { min-height: 1.5em; color: var(--dim); font-size: 13px; }
.block, .text { margin: .5rem 0; } summary { cursor: pointer; } .new { color: var(--good); } .old { color: var(--bad); text-decoration: underline; } .spoilt { color: var(--page); background: var(--bad); } .changed { font-weight: 700; }
.keys { font-size: 13px; } kbd { border: 1px solid var(--mark-line); border-radius: 3px; padding: 0 .35em; font-size: 12px; }
[hidden] { display: none; }
@media (max-width: 30rem) { body { padding: .6rem; } .failure { padding: .2rem .5rem; } .columns { display: block; } .command { flex-direction: column; } }
@media print { body { max-width: none; font-size: 11px; } nav, .keys, .filter, button { display: none !important; } .failure, tr { break-inside: avoid; content-visibility: visible; } .command code { overflow: hidden; } .scroll { overflow: visible; } .timeline .scroll svg { max-width: 100%; height: auto; } }
`
