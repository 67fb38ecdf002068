// The report's style sheet.

/** CSS of the report: system fonts, light and dark, a table that becomes cards on a narrow screen. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#f3f5f7;--line:#d5dae0;--link:#0b62b8;--good:#17703a;--bad:#a3341a;--none:#666e78}
@media (prefers-color-scheme:dark){:root{--ink:#e4e8ec;--paper:#14171a;--soft:#1e2328;--line:#3a424a;--link:#7db7f5;--good:#6fd296;--bad:#ff9d80;--none:#a3acb6}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2.5rem}
a{color:var(--link)}nav a{display:inline-block;padding:.3rem .6rem;margin:.1rem;border:1px solid var(--line);border-radius:.4rem;text-decoration:none}
small{color:var(--none);display:block}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-bottom:1px solid var(--line);padding:.5rem;text-align:left;vertical-align:top}
.verdict{font-weight:600;white-space:nowrap}.reproduced{color:var(--good)}.contradicted{color:var(--bad)}.not-run{color:var(--none)}
.figure{overflow-x:auto;padding:.5rem;background:var(--soft);border-radius:.5rem}
.figure svg{display:block}
details{margin-top:.5rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:720px){
thead{display:none}tr,td{display:block}tr{border:1px solid var(--line);border-radius:.5rem;margin:.6rem 0;padding:.3rem}
td{border:0;padding:.2rem .4rem}td::before{content:attr(data-label) ': ';color:var(--none)}
dl{grid-template-columns:1fr}dt{font-weight:600}
}
`;
