"""A profile as one page of HTML that needs no network: style, script and data are in it."""

from __future__ import annotations

import html
import json

from tilium._lines import listing

# The page carries at most so many slices of the timeline; it says so where it leaves some out.
MOST_SLICES = 200_000


def render(kernels: list[dict], traces: list[dict]) -> str:
    """The page for the kernels of a program, each with its trace."""
    budget = MOST_SLICES
    data = []
    for kernel, trace in zip(kernels, traces):
        timeline = _timeline(trace, budget)
        budget -= sum(len(slices) for slices in timeline["cores"].values())
        data.append({**kernel, "timeline": timeline, "listing": listing(kernel["lines"])})
    title = html.escape(", ".join(kernel["name"] for kernel in kernels))
    # "<" is escaped so that no name can end the script.
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return PAGE.replace("@TITLE@", title).replace("@DATA@", text)


def _timeline(trace: dict, budget: int) -> dict:
    """Slices by core, whole cores only: [processor, name, start, duration, waiting, place]."""
    cores: dict[str, list] = {}
    names: dict[str, int] = {}
    places: dict[str, int] = {}
    for event in trace["traceEvents"]:
        if event["ph"] == "X":
            name = names.setdefault(event["name"], len(names))
            at = event["args"].get("python", event["args"]["kernel"])
            place = places.setdefault(at, len(places))
            waiting = int(event["cat"] == "wait")
            cores.setdefault(event["pid"], []).append(
                [event["tid"], name, event["ts"], event["dur"], waiting, place]
            )
    kept: dict[str, list] = {}
    for core in sorted(cores, key=_coordinates):
        if len(cores[core]) > budget:
            break
        kept[core] = cores[core]
        budget -= len(cores[core])
    return {
        "names": list(names),
        "places": list(places),
        "cores": kept,
        "left_out": len(cores) - len(kept),
    }


def _coordinates(core: str) -> tuple[int, int]:
    x, y = core.removeprefix("core ").split(",")
    return int(y), int(x)


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>@TITLE@ - Tilium profile</title>
<style>
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1c2330;--dim:#667085;--line:#e1e5eb;
--work:#2a78d6;--wait:#d9dee6;--hot:#e0662f;--roof:#98a2b3}
@media(prefers-color-scheme:dark){:root{--bg:#12151a;--card:#1b2027;--ink:#e7eaef;--dim:#98a2b3;
--line:#2c333d;--work:#5aa2f2;--wait:#39424e;--hot:#f28a55;--roof:#667085}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.5 system-ui,sans-serif}
main{max-width:1180px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:22px;margin:24px 0 2px}h2{font-size:15px;margin:0 0 10px}
.dim{color:var(--dim)}.grid{display:grid;gap:16px;grid-template-columns:repeat(12,1fr)}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;
grid-column:span 12;min-width:0;overflow-x:auto}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:16px;margin:16px 0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px}
.tile b{display:block;font-size:22px}
@media(min-width:860px){.half{grid-column:span 6}}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid var(--line)}
th{color:var(--dim);font-weight:500}
.n{text-align:right}.bar{height:10px;border-radius:3px;background:var(--wait);min-width:90px}
.bar i{display:block;height:100%;border-radius:3px;background:var(--work)}
svg{display:block;width:100%;height:auto}svg text{fill:var(--dim);font:11px system-ui,sans-serif}
select{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);
border-radius:6px;padding:2px 6px}canvas{width:100%;height:150px;display:block;margin-top:10px}
.code{border-collapse:collapse;font:12.5px/1.55 ui-monospace,monospace}
.code td{border:0;padding:0 10px 0 0;white-space:pre;vertical-align:top}
.code .n{color:var(--dim);user-select:none}.code td:nth-child(3){width:100%}
.code tr[data-place]{cursor:pointer}.code tr[data-place]:hover,.code tr[data-place]:focus-visible,
.code tr.on{background:color-mix(in srgb,var(--hot) 16%,transparent);outline:none}
.cost{display:flex;width:150px;height:9px;margin-top:5px}.cost i{height:100%}
.details{white-space:pre-line}.causes{min-width:180px}
@media(max-width:600px){main{padding:16px 12px 40px}.bar{min-width:48px}.cost{width:70px}
.card{padding:12px}.tiles{gap:10px;grid-template-columns:repeat(auto-fit,minmax(130px,1fr))}}
.key{display:inline-block;width:10px;height:10px;border-radius:2px;margin:0 4px 0 12px}
</style></head><body><main id="page"></main>
<script id="data" type="application/json">@DATA@</script>
<script>
"use strict";
const kernels=JSON.parse(document.getElementById("data").textContent);
const page=document.getElementById("page");
const text=s=>String(s).replace(/[&<>"]/g,c=>({"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;"}[c]));
const number=n=>Math.round(n).toLocaleString("en-US");
const percent=x=>(100*x).toFixed(x<0.1?1:0)+" %";
const bar=x=>`<div class="bar"><i style="width:${Math.min(100,100*x)}%"></i></div>`;
const table=(head,rows)=>`<table><tr>${head.map(h=>`<th>${h}</th>`).join("")}</tr>`+
  rows.map(r=>`<tr>${r.map(c=>`<td>${c}</td>`).join("")}</tr>`).join("")+"</table>";
const card=(title,body,half)=>
  `<section class="card ${half?"half":""}"><h2>${title}</h2>${body}</section>`;
const tile=(name,value)=>`<div class="tile"><span class="dim">${name}</span><b>${value}</b></div>`;

function heat(k){
  const by=new Map(k.cores.map(c=>[c.core.join(),c])),s=44;
  // Shades go from nothing to the busiest core: the map shows differences, the text the values.
  const most=Math.max(1e-9,...k.cores.map(c=>c.utilisation));
  const w=Math.max(k.grid.cols,...k.cores.map(c=>c.core[0]+1));
  const h=Math.max(k.grid.rows,...k.cores.map(c=>c.core[1]+1));
  let out="";
  for(let y=0;y<h;y++)for(let x=0;x<w;x++){
    const c=by.get(`${x},${y}`),at=`x="${x*s+1}" y="${y*s+1}" width="${s-3}" height="${s-3}" rx="5"`;
    out+=c?`<g><title>core ${x},${y}: engines ${percent(c.utilisation)}, ended at cycle `+
      `${number(c.end_cycle)}, read ${number(c.bytes_read)} B, wrote ${number(c.bytes_written)} B`+
      `</title><rect ${at} fill="var(--wait)"/><rect ${at} fill="var(--hot)" `+
      `fill-opacity="${c.utilisation/most}"/><text x="${x*s+s/2-1}" y="${y*s+s/2+3}" `+
      `text-anchor="middle" style="fill:var(--ink)">${(100*c.utilisation).toFixed(0)}</text></g>`
      :`<rect ${at} fill="none" stroke="var(--line)"/>`;
  }
  return `<svg viewBox="0 0 ${w*s} ${h*s}" style="max-width:${w*s*1.1}px">${out}</svg>
    <p class="dim">% of the run in which a core's engines worked; empty cores took no part</p>`;
}
function roofline(k){
  const r=k.roofline;
  if(!r.intensity||!r.reached)return '<p class="dim">No engine work, or no DRAM traffic.</p>';
  const W=520,H=270,L=48,B=34,knee=r.peak/r.dram_bytes_per_cycle;
  const x0=Math.floor(Math.log10(Math.min(r.intensity,knee)))-1;
  const x1=Math.ceil(Math.log10(Math.max(r.intensity,knee)))+1;
  const y1=Math.log10(r.peak)+0.3;
  const y0=Math.floor(Math.min(Math.log10(r.reached),y1-2))-0.2;
  const X=v=>L+(Math.log10(v)-x0)/(x1-x0)*(W-L-10);
  const Y=v=>H-B-(Math.log10(v)-y0)/(y1-y0)*(H-B-10);
  let ticks="";
  for(let e=x0;e<=x1;e++)ticks+=`<text x="${X(10**e)}" y="${H-B+15}" text-anchor="middle">`+
    `${10**e>=1?10**e:(10**e).toPrecision(1)}</text>`;
  for(let e=Math.ceil(y0);e<=y1;e++)ticks+=`<text x="${L-6}" y="${Y(10**e)+4}" text-anchor="end">`+
    `${10**e>=1?10**e:(10**e).toPrecision(1)}</text><line x1="${L}" x2="${W-10}" y1="${Y(10**e)}" `+
    `y2="${Y(10**e)}" stroke="var(--line)"/>`;
  const left=Math.max(10**x0,10**y0/r.dram_bytes_per_cycle);
  return `<svg viewBox="0 0 ${W} ${H}">${ticks}<polyline fill="none" stroke="var(--roof)"
    stroke-width="2" points="${X(left)},${Y(left*r.dram_bytes_per_cycle)} ${X(knee)},${Y(r.peak)}
    ${X(10**x1)},${Y(r.peak)}"/><line x1="${X(r.intensity)}" x2="${X(r.intensity)}"
    y1="${Y(r.reached)}" y2="${Y(r.roof)}" stroke="var(--hot)" stroke-dasharray="3 3"/>
    <circle cx="${X(r.intensity)}" cy="${Y(r.reached)}" r="6" fill="var(--hot)"/>
    <text x="${(W+L)/2}" y="${H-4}" text-anchor="middle">engine cycles per byte of DRAM</text>
    <text transform="translate(11 ${(H-B)/2}) rotate(-90)" text-anchor="middle">engines at work</text>
    </svg><p class="dim">${percent(r.share_of_roof)} of the ${text(r.bound)} roof</p>`;
}
function timeline(k,index){
  const cores=Object.keys(k.timeline.cores);
  // At first the core that the run waited for in the end.
  const ends=new Map(k.cores.map(c=>[`core ${c.core.join()}`,c.end_cycle]));
  const last=cores.reduce((a,b)=>(ends.get(b)||0)>(ends.get(a)||0)?b:a,cores[0]);
  const note=k.timeline.left_out?`<p class="dim">${k.timeline.left_out} cores are left out of this `+
    `page for its size; the Perfetto timeline has them all.</p>`:"";
  return `<select aria-label="core" data-kernel="${index}">${cores.map(c=>
    `<option${c===last?" selected":""}>${text(c)}`).join("")}</select><span class="key" style="background:var(--work)"></span>work
    <span class="key" style="background:var(--wait)"></span>waiting
    <span class="dim" data-hover="${index}"></span><canvas data-canvas="${index}"></canvas>${note}`;
}
function lines(k,index){
  const costs=new Map(k.lines.map(l=>[`${l.file}:${l.line}`,l]));
  // Bars fill where the costliest line's does: the text has the values.
  const most=Math.max(1e-9,...k.lines.map(l=>l.share));
  const details=l=>Object.entries(l.processors).sort((a,b)=>b[1].work_share-a[1].work_share)
    .map(([p,a])=>`${p}: at work ${percent(a.work_share)}, waited ${percent(a.wait_share)}`+
      Object.entries(a.wait_cycles).map(([c,v])=>`, ${c} ${number(v)} cycles`).join("")+
      `, ${number(a.calls)} calls`).join("\\n");
  const row=(part,n,source)=>{
    const l=costs.get(`${part.file}:${n}`);
    if(!l)return `<tr><td class="n">${n}</td><td></td><td>${text(source)}</td><td></td></tr>`;
    const first=Object.entries(l.processors).sort((a,b)=>b[1].work_share-a[1].work_share)[0];
    return `<tr data-place="${text(part.name)}:${n}" data-lines="${index}" tabindex="0"
      title="${text(details(l))}"><td class="n">${n}</td><td class="n">${l.share<0.005?"":
      `${text(first[0])} ${percent(l.share)}`}</td><td>${text(source)}</td><td><div class="cost">
      <i style="width:${100*l.share/most}%;background:var(--hot)"></i></div></td></tr>`;
  };
  if(!k.listing.length)return '<p class="dim">No line of the program is known.</p>';
  const rest=k.lines.find(l=>!l.file);
  const margin=part=>Math.min(...part.lines.filter(([,s])=>s.trim()).map(([,s])=>s.search(/\\S/)));
  return k.listing.map(part=>`<p class="dim">${text(part.name)}</p><table class="code">`+
    part.lines.map(([n,s])=>row(part,n,s.slice(margin(part)))).join("")+"</table>").join("")+
    `<p class="dim">% of the run in which the line's busiest processor worked for it, over all cores.
    Select a line to see it in the timeline.${rest&&rest.share>=0.005?
      ` ${percent(rest.share)} stand behind no line.`:""}</p>
    <p class="details" data-details="${index}" aria-live="polite"></p>`;
}
const chosen=new Map();
function choose(row){
  const index=+row.dataset.lines,again=chosen.get(index)===row.dataset.place;
  document.querySelectorAll(`[data-lines="${index}"]`).forEach(r=>r.classList.remove("on"));
  again?chosen.delete(index):chosen.set(index,row.dataset.place);
  row.classList.toggle("on",!again);
  document.querySelector(`[data-details="${index}"]`).textContent=again?"":
    `${row.dataset.place}\\n${row.title}`;
  draw(index);
}
const tracks=["ncrisc","unpack","math","pack","brisc"];
function draw(index){
  const k=kernels[index],core=document.querySelector(`[data-kernel="${index}"]`).value;
  const canvas=document.querySelector(`[data-canvas="${index}"]`);
  const scale=devicePixelRatio||1,w=canvas.clientWidth,h=canvas.clientHeight;
  canvas.width=w*scale;canvas.height=h*scale;
  const g=canvas.getContext("2d"),style=getComputedStyle(document.documentElement);
  const color=n=>style.getPropertyValue(n);g.scale(scale,scale);g.font="11px system-ui,sans-serif";
  const X=t=>60+t/k.microseconds*(w-66);
  const slices=k.timeline.cores[core]||[];
  const mark=k.timeline.places.indexOf(chosen.get(index));
  for(const waiting of [1,0])for(const s of slices)if(s[4]===waiting){
    g.fillStyle=color(waiting?"--wait":s[5]===mark?"--hot":"--work");
    g.fillRect(X(s[2]),tracks.indexOf(s[0])*25+2,Math.max(0.5,X(s[2]+s[3])-X(s[2])),20);
  }
  g.fillStyle=color("--dim");
  tracks.forEach((t,i)=>g.fillText(t,0,i*25+16));
  const ticks=w<520?2:4;
  for(let i=0;i<=ticks;i++){g.textAlign=i===ticks?"right":"left";
    g.fillText((k.microseconds*i/ticks).toFixed(1)+" us",X(k.microseconds*i/ticks),144);}
  g.textAlign="left";
  canvas.onmousemove=e=>{
    const t=(e.offsetX-60)/(w-66)*k.microseconds,track=tracks[Math.floor(e.offsetY/25)];
    const s=slices.find(s=>s[0]===track&&t>=s[2]&&t<=s[2]+s[3]);
    document.querySelector(`[data-hover="${index}"]`).textContent=s?
      ` ${track}: ${k.timeline.names[s[1]]}${s[4]?" (waiting)":""}, ${(s[3]*1000).toFixed(0)} ns`+
      `, ${k.timeline.places[s[5]]}`:"";
  };
}
kernels.forEach((k,i)=>{
  const r=k.roofline,t=k.traffic;
  page.insertAdjacentHTML("beforeend",`<h1>${text(k.name)}${kernels.length>1?`, kernel ${i+1} of ${kernels.length}`:""}</h1><div class="dim">${text(k.architecture)},
    ${k.cores.length} cores, mock device</div><div class="tiles">
    ${tile("time",k.microseconds.toFixed(1)+" us")}${tile("cycles",number(k.total_cycles))}
    ${tile("engines at work",percent(r.reached/r.peak))}${tile("of the roof",percent(r.share_of_roof))}
    ${tile("DRAM bytes / minimum",t.ratio?t.ratio.toFixed(2):"-")}</div><div class="grid">
    ${card("Timeline",timeline(k,i))}${card("Python lines",lines(k,i))}
    ${card("Cores",heat(k),1)}${card("Roofline",roofline(k),1)}
    ${card("What each processor waited for",table(["processor","kernel","at work","","waited for"],
      k.processors.map(p=>{const n=p.cycles||1;
        const busy=Object.values(p.work_cycles).reduce((a,b)=>a+b,0)/n;
        return [text(p.processor),text(p.kernel),percent(busy),bar(busy),
        '<div class="causes">'+Object.entries(p.wait_cycles)
          .map(([c,v])=>`${text(c)} ${percent(v/n)}`).join(", ")+"</div>"]})))}
    ${card("What was busy",table(["busiest","cycles","of the run",""],k.limits.map(l=>
      [text(l.resource),number(l.busy_cycles),percent(l.share),bar(l.share)])),1)}
    ${card("Circular buffers",table(["buffer","pages","most","average",""],k.circular_buffers.map(b=>
      [text(b.name),b.pages,b.highest,b.average.toFixed(2),bar(b.average/b.pages)])),1)}
    ${card("DRAM banks",table(["bank","bytes","load",""],k.dram_banks.map(b=>
      [b.bank,number(b.bytes),percent(b.load),bar(b.load)])),1)}
    ${card("Busiest NoC links",table(["network","leaves","bytes","load",""],k.noc_links.slice(0,12)
      .map(l=>[`${l.noc} ${l.axis}`,l.from.join(","),number(l.bytes),percent(l.load),bar(l.load)])),1)}
    </div>`);
});
const drawAll=()=>kernels.forEach((_,i)=>draw(i));
document.querySelectorAll("[data-place]").forEach(r=>{r.onclick=()=>choose(r);
  r.onkeydown=e=>{if(e.key==="Enter"||e.key===" "){e.preventDefault();choose(r)}}});
document.querySelectorAll("select").forEach(s=>s.onchange=()=>draw(+s.dataset.kernel));
addEventListener("resize",drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change",drawAll);
drawAll();
document.body.dataset.ready=String(kernels.length);
</script></body></html>
"""
